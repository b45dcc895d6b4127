#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Just enough of an HTML reader to tell markup from text.
namespace srcip::testing {

/// All between "<" and ">", in order, the doctype first.
inline std::vector<std::string> tags_of(std::string_view page) {
    std::vector<std::string> out;
    for (auto start = page.find('<'); start != page.npos; start = page.find('<')) {
        page.remove_prefix(start + 1);
        const auto end = page.find('>');
        if (end == page.npos)
            throw std::runtime_error("a tag without end");
        out.emplace_back(page.substr(0, end));
        page.remove_prefix(end + 1);
    }
    return out;
}

/// What stands outside of tags.
inline std::string text_of(std::string_view page) {
    std::string out;
    while (!page.empty()) {
        const auto start = page.find('<');
        out += page.substr(0, start);
        if (start == page.npos)
            break;
        page.remove_prefix(std::min(page.find('>', start), page.size() - 1) + 1);
    }
    return out;
}

/// The first tag that does not close what is open; empty when all do.
inline std::string first_unbalanced(const std::vector<std::string>& tags) {
    std::vector<std::string> open;
    for (const auto& tag : tags) {
        const auto name = tag.substr(0, tag.find_first_of(" \n"));
        if (name == "!DOCTYPE" || name == "meta" || name == "wbr")
            continue;
        if (!name.starts_with('/'))
            open.push_back(name);
        else if (open.empty() || '/' + open.back() != name)
            return tag;
        else
            open.pop_back();
    }
    return open.empty() ? "" : open.back();
}

} // namespace srcip::testing
