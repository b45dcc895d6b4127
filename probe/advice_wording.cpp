#include "probe/advice_wording.hpp"

#include <algorithm>
#include <utility>

namespace srcip::probe {

namespace {

constexpr std::size_t names_max = 4;

/// "a", "a and b", "a, b and 3 more"
template <class Names>
std::string enumerate(const Names& names) {
    std::string text;
    std::size_t n = 0;
    for (const std::string& name : names) {
        if (n == names_max)
            return text + " and " + std::to_string(names.size() - n) + " more";
        if (n != 0)
            text += n + 1 == names.size() ? " and " : ", ";
        text += name;
        ++n;
    }
    return text;
}

std::string nodes_text(const std::set<std::string>& nodes) {
    if (nodes.empty())
        return "a node";
    return (nodes.size() == 1 ? "node " : "nodes ") + enumerate(nodes);
}

std::string addresses_text(const std::set<ip_address>& addresses) {
    std::vector<std::string> texts;
    for (const ip_address& address : addresses)
        texts.push_back(address.to_string());
    return texts.empty() ? "another address" : enumerate(texts);
}

/// What a shell takes for one plain word.
std::string plain_word(std::string_view name, std::string_view otherwise) {
    const bool plain = !name.empty() && name.front() != '-' &&
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
                           std::string_view::npos;
    return std::string(plain ? name : otherwise);
}

std::string value_of(std::string_view placeholder, std::string_view subject, const advice_finding& finding) {
    const std::size_t slash = std::min(subject.find('/'), subject.size());
    if (placeholder == "{service}")
        return subject.empty() ? "the service" : std::string(subject);
    if (placeholder == "{namespace}")
        return plain_word(subject.substr(0, slash), "NAMESPACE");
    if (placeholder == "{name}")
        return plain_word(subject.substr(std::min(slash + 1, subject.size())), "NAME");
    if (placeholder == "{nodes}")
        return nodes_text(finding.nodes);
    if (placeholder == "{addresses}")
        return addresses_text(finding.addresses);
    return std::string(placeholder); // braces of a command's own
}

/// "{word}" at the front of `text`, or nothing.
std::string_view placeholder_at(std::string_view text) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 1);
    return text.starts_with('{') && end != std::string_view::npos && text[end] == '}' ? text.substr(0, end + 1)
                                                                                      : std::string_view();
}

/// The sentence with what `value` gives for each placeholder.
template <class Value>
std::string filled(std::string_view sentence, Value value) {
    std::string text;
    while (!sentence.empty()) {
        const std::size_t brace = std::min(sentence.find('{'), sentence.size());
        text += sentence.substr(0, brace);
        sentence.remove_prefix(brace);
        const std::string_view placeholder = placeholder_at(sentence);
        if (!placeholder.empty())
            text += value(placeholder);
        else if (!sentence.empty())
            text += sentence.front();
        sentence.remove_prefix(std::min(std::max<std::size_t>(placeholder.size(), 1), sentence.size()));
    }
    return text;
}

} // namespace

std::string advice_wording(std::string_view sentence, std::string_view subject, const advice_finding& finding) {
    const bool capital =
        sentence.starts_with("{nodes}") || (subject.empty() && sentence.starts_with("{service}")); // no name
    std::string text = filled(sentence, [&](std::string_view word) { return value_of(word, subject, finding); });
    if (capital)
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::string advice_in_general(std::string_view sentence) {
    return filled(sentence, [](std::string_view word) {
        constexpr std::pair<std::string_view, std::string_view> names[] = {{"{service}", "SERVICE"},
                                                                           {"{namespace}", "NAMESPACE"},
                                                                           {"{name}", "NAME"},
                                                                           {"{nodes}", "NODE"},
                                                                           {"{addresses}", "ADDRESS"}};
        for (const auto& [placeholder, name] : names)
            if (word == placeholder)
                return name;
        return word; // braces of a command's own
    });
}

} // namespace srcip::probe
