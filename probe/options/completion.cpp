#include "probe/options/completion.hpp"

#include "probe/options/completion_model.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace srcip::probe {
namespace {

using commands = std::vector<completion_command>;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string out;
    for (const auto& word : words)
        out.append(out.empty() ? "" : between).append(word);
    return out;
}

std::vector<std::string> dashed(const completion_option& option) {
    std::vector<std::string> out;
    for (const auto& name : option.short_names)
        out.push_back("-" + name);
    for (const auto& name : option.long_names)
        out.push_back("--" + name);
    return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// bash

/// "    --tls)": what stands behind an option that wants a value. Options of one name mean the same everywhere.
std::string bash_values(const commands& all) {
    std::set<std::string> files;
    std::set<std::string> anything;
    std::map<std::string, std::string> choices;
    for (const auto& command : all)
        for (const auto& option : command.options)
            if (const auto names = joined(dashed(option), "|"); option.takes_value) {
                if (option.is_file)
                    files.insert(names);
                else if (option.values.empty())
                    anything.insert(names);
                else
                    choices[names] = joined(option.values, " ");
            }
    std::string out;
    for (const auto& [names, values] : choices)
        out += "    " + names + ")\n      COMPREPLY=($(compgen -W '" + values + "' -- \"$cur\")); return ;;\n";
    out += "    " + joined({files.begin(), files.end()}, "|") +
           ")\n      compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n";
    out += "    " + joined({anything.begin(), anything.end()}, "|") + ")\n      return ;;\n";
    return out;
}

std::string bash_words(const completion_command& command) {
    std::vector<std::string> words = command.words;
    for (const auto& option : command.options)
        for (const auto& name : option.long_names)
            words.push_back("--" + name);
    return joined(words, " ");
}

std::string bash_script(const commands& all) {
    std::string out = R"(# bash completion for sipprobe: source <(sipprobe completion bash)
_sipprobe() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= files= words= i
  COMPREPLY=()
  # bash takes the equals sign of --name=value for a word
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = && $COMP_CWORD -ge 2 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
    )" + joined(all.front().words, "|") +
                      R"()
      command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $prev in
)" + bash_values(all) +
                      "  esac\n  case $command in\n";
    for (const auto& command : all)
        out += "    '" + command.name + "') words='" + bash_words(command) + "'" +
               (command.takes_files ? " files=1" : "") + " ;;\n";
    return out + R"(  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ -n $files && $cur != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _sipprobe sipprobe kubectl-sipprobe
)";
}

// zsh: zshcompsys(1), _arguments

/// Inside '…' and behind [ or :.
std::string zsh_text(const std::string& text) {
    std::string out = replaced(text, "\\", "\\\\");
    for (const std::string_view special : {"[", "]", ":"})
        out = replaced(out, special, "\\" + std::string(special));
    return replaced(out, "'", "'\\''");
}

std::string zsh_action(const completion_option& option) {
    if (!option.takes_value)
        return "";
    if (option.is_file)
        return ":file:_files";
    return option.values.empty() ? ":value: " : ":value:(" + joined(option.values, " ") + ")";
}

std::string zsh_arguments(const completion_command& command, std::string_view indent) {
    std::string out;
    for (const auto& option : command.options)
        for (const auto& name : dashed(option))
            out += std::string(indent) + "'*" + name + (option.takes_value && name.starts_with("--") ? "=" : "") + "[" +
                   zsh_text(option.text) + "]" + zsh_action(option) + "' \\\n";
    return out;
}

std::string zsh_rest(const completion_command& command) {
    if (command.takes_files)
        return "'*:file:_files'";
    return command.words.empty() ? "" : "'*:word:(" + joined(command.words, " ") + ")'";
}

std::string zsh_script(const commands& all) {
    std::string out = "#compdef sipprobe kubectl-sipprobe\n# zsh completion for sipprobe: source <(sipprobe completion "
                      "zsh), or a file _sipprobe in $fpath\n_sipprobe() {\n  local curcontext=$curcontext state line\n"
                      "  local -a commands=(\n";
    for (const auto& command : all)
        if (!command.name.empty())
            out += "    '" + command.name + ":" + replaced(command.text, "'", "'\\''") + "'\n";
    out += "  )\n  _arguments -C \\\n" + zsh_arguments(all.front(), "    ") +
           "    '1: :->command' '*:: :->rest'\n  case $state in\n  command) _describe command commands ;;\n  rest)\n"
           "    case $line[1] in\n";
    for (const auto& command : all)
        if (!command.name.empty())
            out += "    " + command.name + ")\n      _arguments \\\n" + zsh_arguments(command, "        ") +
                   "        " + zsh_rest(command) + "\n      ;;\n";
    return out + R"(    esac
    ;;
  esac
}
if [[ $funcstack[1] == _sipprobe ]]; then
  _sipprobe "$@"
else
  compdef _sipprobe sipprobe kubectl-sipprobe
fi
)";
}

// fish: complete(1)

std::string fish_text(const std::string& text) {
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_options(const completion_command& command, const std::string& when) {
    std::string out;
    for (const auto& option : command.options) {
        out += "complete -c sipprobe -n " + when;
        for (const auto& name : option.short_names)
            out += " -s " + name;
        for (const auto& name : option.long_names)
            out += " -l " + name;
        if (option.takes_value)
            out += option.is_file ? " -r -F" : " -x";
        if (!option.values.empty())
            out += " -a " + fish_text(joined(option.values, " "));
        out += " -d " + fish_text(option.text) + "\n";
    }
    return out;
}

std::string fish_script(const commands& all) {
    std::string out = "# fish completion for sipprobe: sipprobe completion fish | source\ncomplete -c sipprobe -f\n";
    for (const auto& command : all) {
        const bool is_program = command.name.empty();
        const std::string when =
            is_program ? "__fish_use_subcommand" : "'__fish_seen_subcommand_from " + command.name + "'";
        if (!is_program)
            out += "complete -c sipprobe -n __fish_use_subcommand -a " + command.name + " -d " +
                   fish_text(command.text) + "\n";
        out += fish_options(command, when);
        if (!is_program && !command.words.empty())
            out += "complete -c sipprobe -n " + when + " -a " + fish_text(joined(command.words, " ")) + "\n";
        if (command.takes_files)
            out += "complete -c sipprobe -n " + when + " -F\n";
    }
    return out + "complete -c kubectl-sipprobe -w sipprobe\n";
}

} // namespace

std::string completion_script(std::string_view shell, const CLI::App& program) {
    const auto all = completion_model(program);
    return shell == "zsh" ? zsh_script(all) : shell == "fish" ? fish_script(all) : bash_script(all);
}

} // namespace srcip::probe
