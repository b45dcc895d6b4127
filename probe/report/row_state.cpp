#include "probe/report/row_state.hpp"

namespace srcip::probe {

void write_row_state(const sweep_row* row, json_writer& out) {
    if (row == nullptr)
        return out.null();
    const auto& v = row->verdict;
    out.open_object();
    out.text("seen", to_string(v.seen));
    v.client_address ? out.text("client_address", v.client_address->to_string()) : out.null("client_address");
    out.text_or_null("rewritten_by", v.rewritten_by ? v.rewritten_by->to_string() : "");
    out.text_or_null("carried_in", v.carried_in);
    out.text("promise", to_string(v.promise));
    out.text("expects", to_string(row->path.promise.expects));
    out.text_or_null("rule", row->path.promise.rule);
    out.close_object();
}

} // namespace srcip::probe
