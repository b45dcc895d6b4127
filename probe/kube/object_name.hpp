#pragma once

#include "probe/kube/gaps.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace srcip::probe::kube {

/// Who an object is.
struct object_name {
    std::string name_space; ///< empty for objects without one
    std::string name;
    std::string shown; ///< "service default/web": how messages name it
};

/// metadata.name, and metadata.namespace when `namespaced`. nullopt, with a gap, when they are no names.
std::optional<object_name> read_object_name(const boost::json::value& item, const char* kind, bool namespaced,
                                            gap_list& gaps);

} // namespace srcip::probe::kube
