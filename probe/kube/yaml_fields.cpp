#include "probe/kube/yaml_fields.hpp"

#include "probe/kube/base64.hpp"
#include "probe/kube/yaml_json.hpp"

#include <srcip/printable.hpp>

#include <yaml-cpp/node/impl.h>
#include <yaml-cpp/node/iterator.h>

namespace srcip::probe::kube {

namespace {

std::string path_of(const std::string& where, std::string_view key) {
    return where.empty() ? std::string(key) : where + "." + std::string(key);
}

} // namespace

void yaml_fields::fail(const std::string& what) {
    if (!error_)
        error_ = error(error_kind::config, "kubeconfig " + printable(file_) + ": " + what);
}

YAML::Node yaml_fields::child(const YAML::Node& map, std::string_view key, const std::string& where) {
    YAML::Node found(YAML::NodeType::Undefined);
    if (error_ || !map.IsDefined() || !map.IsMap())
        return found;
    bool seen = false;
    for (const auto& pair : map) {
        if (!pair.first.IsScalar() || pair.first.Scalar() != key)
            continue;
        if (seen)
            fail(path_of(where, key) + " stands there twice; remove one of them");
        seen = true;
        if (!pair.second.IsNull())
            found.reset(pair.second);
    }
    return found;
}

std::string yaml_fields::text(const YAML::Node& map, std::string_view key, const std::string& where) {
    const YAML::Node value = child(map, key, where);
    if (!value.IsDefined())
        return {};
    if (!value.IsScalar()) {
        fail(path_of(where, key) + " must be a string");
        return {};
    }
    return value.Scalar();
}

bool yaml_fields::flag(const YAML::Node& map, std::string_view key, const std::string& where) {
    const YAML::Node value = child(map, key, where);
    if (!value.IsDefined())
        return false;
    // "!" is yaml-cpp's tag for a quoted scalar, which is a string.
    const bool plain = value.IsScalar() && value.Tag() != "!";
    if (plain && (value.Scalar() == "true" || value.Scalar() == "false"))
        return value.Scalar() == "true";
    fail(path_of(where, key) + " must be true or false, without quotes");
    return false;
}

std::string yaml_fields::data(const YAML::Node& map, std::string_view key, const std::string& where) {
    const std::optional<std::string> decoded = decode_base64(text(map, key, where));
    if (!decoded)
        fail(path_of(where, key) + " is not valid base64");
    return decoded.value_or(std::string());
}

YAML::Node yaml_fields::map(const YAML::Node& map, std::string_view key, const std::string& where) {
    YAML::Node value = child(map, key, where);
    if (value.IsDefined() && !value.IsMap())
        fail(path_of(where, key) + " must be a map of keys and values");
    return value;
}

std::vector<YAML::Node> yaml_fields::maps(const YAML::Node& map, std::string_view key, const std::string& where) {
    std::vector<YAML::Node> items;
    const YAML::Node list = child(map, key, where);
    if (!list.IsDefined())
        return items;
    if (!list.IsSequence()) {
        fail(path_of(where, key) + " must be a list");
        return items;
    }
    for (const auto& item : list) {
        if (item.IsMap())
            items.push_back(item);
        else
            fail(path_of(where, key) + " must hold maps with a name only");
    }
    return items;
}

std::vector<std::string> yaml_fields::texts(const YAML::Node& map, std::string_view key, const std::string& where) {
    std::vector<std::string> out;
    const YAML::Node list = child(map, key, where);
    if (!list.IsDefined())
        return out;
    if (!list.IsSequence()) {
        fail(path_of(where, key) + " must be a list");
        return out;
    }
    for (const auto& item : list) {
        if (item.IsScalar())
            out.push_back(item.Scalar());
        else
            fail(path_of(where, key) + " must hold strings only");
    }
    return out;
}

std::vector<std::pair<std::string, std::vector<std::string>>>
yaml_fields::text_lists(const YAML::Node& map, std::string_view key, const std::string& where) {
    std::vector<std::pair<std::string, std::vector<std::string>>> out;
    const YAML::Node lists = this->map(map, key, where);
    if (!lists.IsDefined())
        return out;
    for (const auto& pair : lists) {
        if (pair.first.IsScalar())
            out.emplace_back(pair.first.Scalar(), texts(lists, pair.first.Scalar(), path_of(where, key)));
        else
            fail(path_of(where, key) + " must hold lists of strings under their names");
    }
    return out;
}

std::string yaml_fields::json(const YAML::Node& map, std::string_view key, const std::string& where) {
    const YAML::Node value = child(map, key, where);
    if (!value.IsDefined())
        return {};
    std::optional<std::string> text = yaml_to_json(value);
    if (!text)
        fail(path_of(where, key) + " is too large, too deep, or no JSON");
    return text.value_or(std::string());
}

} // namespace srcip::probe::kube
