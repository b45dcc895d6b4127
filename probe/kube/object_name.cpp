#include "probe/kube/object_name.hpp"

#include "probe/kube/json_fields.hpp"

namespace srcip::probe::kube {

std::optional<object_name> read_object_name(const boost::json::value& item, const char* kind, bool namespaced,
                                            gap_list& gaps) {
    const boost::json::value* metadata = member(&item, "metadata");
    object_name result;
    result.name = text_member(metadata, "name");
    if (!is_name(result.name)) {
        gaps.add(std::string("a ") + kind + " was left out: its name is " + shown(member(metadata, "name")));
        return std::nullopt;
    }
    if (namespaced) {
        result.name_space = text_member(metadata, "namespace");
        if (!is_name(result.name_space)) {
            gaps.add(std::string(kind) + " " + result.name + " was left out: its namespace is " +
                     shown(member(metadata, "namespace")));
            return std::nullopt;
        }
    }
    result.shown = std::string(kind) + " " + (namespaced ? result.name_space + "/" : "") + result.name;
    return result;
}

} // namespace srcip::probe::kube
