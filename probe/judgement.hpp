#pragma once

#include "probe/choices.hpp"
#include "probe/verdict.hpp"

#include <string_view>

namespace srcip::probe {

struct judgement {
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string_view note = {}; ///< static storage
};

/// What an outcome means for the promise of its path, or for what the user wants to hold in its place. Only `v.seen`
/// and `v.rewritten_by` are read.
judgement judge_promise(const verdict& v, const path& path, promise_policy policy);

} // namespace srcip::probe
