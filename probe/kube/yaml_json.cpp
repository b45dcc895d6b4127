#include "probe/kube/yaml_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <yaml-cpp/node/impl.h>
#include <yaml-cpp/node/iterator.h>

#include <cstddef>
#include <string_view>

namespace srcip::probe::kube {

namespace {

constexpr std::size_t max_text = std::size_t{64} << 10U;
constexpr unsigned max_depth = 32;

std::string string_literal(std::string_view text) {
    return boost::json::serialize(boost::json::value(boost::json::string_view(text.data(), text.size())));
}

/// JSON's numbers are those of the core schema that need no second look.
bool is_number(const std::string& text) {
    boost::system::error_code ec;
    const boost::json::value value = boost::json::parse(text, ec);
    return !ec && value.is_number();
}

std::string scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    const bool plain = node.Tag() != "!"; // yaml-cpp's tag for what is quoted
    if (plain && (text == "true" || text == "True" || text == "TRUE"))
        return "true";
    if (plain && (text == "false" || text == "False" || text == "FALSE"))
        return "false";
    return plain && is_number(text) ? text : string_literal(text);
}

/// Appends; false when a limit is passed, which also ends what aliases multiply.
bool append(std::string& out, const YAML::Node& node, unsigned depth) {
    if (depth > max_depth || out.size() > max_text)
        return false;
    if (node.IsScalar()) {
        out += scalar(node);
        return out.size() <= max_text;
    }
    if (!node.IsMap() && !node.IsSequence()) {
        out += "null";
        return true;
    }
    out += node.IsMap() ? '{' : '[';
    bool first = true;
    for (const auto& item : node) {
        if (!std::exchange(first, false))
            out += ',';
        if (node.IsMap() && !item.first.IsScalar())
            return false;
        if (node.IsMap())
            out += string_literal(item.first.Scalar()) + ':';
        if (!append(out, node.IsMap() ? item.second : YAML::Node(item), depth + 1))
            return false;
    }
    out += node.IsMap() ? '}' : ']';
    return true;
}

} // namespace

std::optional<std::string> yaml_to_json(const YAML::Node& value) {
    std::string out;
    if (!append(out, value, 0))
        return std::nullopt;
    return out;
}

} // namespace srcip::probe::kube
