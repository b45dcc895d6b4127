#include "probe/kube/impersonation.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <string_view>

namespace srcip::probe::kube {

namespace {

bool is_clean(const std::string& text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool all_clean(const std::vector<std::string>& texts) { return std::all_of(texts.begin(), texts.end(), is_clean); }

/// RFC 9110's tchar without "%", which escapes.
bool is_key_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// client-go's headerKeyEscape(), of strings.ToLower().
std::string escaped_key(const std::string& key) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : key) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        if (is_key_char(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

} // namespace

std::string impersonation_fault(const impersonation& as) {
    if (as.user.empty() && (!as.groups.empty() || !as.uid.empty() || !as.extra.empty()))
        return "as is missing: groups, a UID or extra values can only be asked for with a user (--as)";
    const bool clean = is_clean(as.user) && is_clean(as.uid) && all_clean(as.groups) &&
                       std::all_of(as.extra.begin(), as.extra.end(), [](const auto& e) { return all_clean(e.second); });
    return clean ? std::string() : "as, as-groups, as-uid or as-user-extra hold control characters";
}

std::vector<std::pair<std::string, std::string>> impersonation_fields(const impersonation& as) {
    std::vector<std::pair<std::string, std::string>> out;
    if (as.user.empty())
        return out;
    out.emplace_back("Impersonate-User", as.user);
    for (const std::string& group : as.groups)
        out.emplace_back("Impersonate-Group", group);
    if (!as.uid.empty())
        out.emplace_back("Impersonate-Uid", as.uid);
    for (const auto& [key, values] : as.extra) {
        for (const std::string& value : values)
            out.emplace_back("Impersonate-Extra-" + escaped_key(key), value);
    }
    return out;
}

std::string describe(const impersonation& as) {
    return as.user.empty() ? std::string() : "acting as " + quoted(as.user, 64);
}

} // namespace srcip::probe::kube
