#include "probe/report/references.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}

bool is_harmless(char c) { return is_word(c) || std::string_view("~/:#?=%").find(c) != std::string_view::npos; }

bool all_of(std::string_view text, bool (*holds)(char)) {
    return !text.empty() && std::all_of(text.begin(), text.end(), holds);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::string reference_url(std::string_view reference) {
    constexpr std::string_view scheme = "https://";
    if (reference.starts_with(scheme))
        return all_of(reference.substr(scheme.size()), is_harmless) ? std::string(reference) : std::string();
    const std::size_t slash = reference.find('/');
    const std::size_t hash = reference.find('#');
    if (slash == std::string_view::npos || hash == std::string_view::npos || hash < slash)
        return {};
    const std::string_view owner = reference.substr(0, slash);
    const std::string_view repository = reference.substr(slash + 1, hash - slash - 1);
    const std::string_view number = reference.substr(hash + 1);
    if (!all_of(owner, is_word) || !all_of(repository, is_word) || !all_of(number, is_digit))
        return {};
    // GitHub itself leads from an issue's address to a pull request's where that is what the number means.
    return std::string(scheme) + "github.com/" + std::string(owner) + '/' + std::string(repository) + "/issues/" +
           std::string(number);
}

} // namespace srcip::probe
