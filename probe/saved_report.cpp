#include "probe/saved_report.hpp"

#include "probe/json_reader.hpp"
#include "probe/report/words.hpp"
#include "probe/rules.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <unordered_set>

namespace srcip::probe {
namespace {

namespace json = boost::json;

constexpr std::string_view schema = "srcip.sweep/v1";

void read_vantage(json_reader& from, vantage& out) {
    out.kind = from.word("kind", {vantage_kind::outside, vantage_kind::node, vantage_kind::pod});
    out.node = from.optional_text("node");
    out.pod = from.optional_text("pod");
    for (const auto& text : from.texts("addresses")) {
        const auto address = ip_address::parse(text);
        if (!address)
            return from.fail("addresses", "'" + printable(text, 64) + "' is no address");
        out.addresses.push_back(*address);
    }
}

/// Kinds are added now and then: one that is not known here is unknown, and its words are kept as evidence.
rewriter read_rewriter(json_reader& from) {
    rewriter out;
    const auto kind = from.text("kind");
    for (auto k = rewriter_kind::node; k != rewriter_kind::unknown;
         k = static_cast<rewriter_kind>(static_cast<int>(k) + 1))
        if (kind == to_string(k))
            out.kind = k;
    out.node = from.optional_text("node");
    out.name = from.optional_text("name");
    out.evidence = from.optional_text("evidence");
    if (out.kind == rewriter_kind::unknown && out.evidence.empty() && kind != to_string(rewriter_kind::unknown))
        out.evidence = from.optional_text("text");
    return out;
}

void read_seen(json_reader& from, verdict& out) {
    using enum seen_outcome;
    out.seen = from.word("outcome", {preserved, snat, proxied, timeout, refused, reset, hang, not_echo, error});
    out.client_address = from.optional_address("client_address");
    from.object("rewritten_by", false, [&](json_reader& by) { out.rewritten_by = read_rewriter(by); });
}

void read_promise(json_reader& from, sweep_row& out) {
    using enum expectation;
    out.verdict.promise = from.word("outcome", {promise_outcome::kept, promise_outcome::better, promise_outcome::broken,
                                                promise_outcome::inconclusive});
    out.path.promise.expects = from.word("expects", {answer, preserve, silence, refusal, either, nothing});
    const auto* const rule = find_rule(from.optional_text("rule"));
    out.path.promise.rule = rule == nullptr ? std::string_view() : rule->id; // static storage
}

void read_path(json_reader& from, path& out) {
    using enum path_kind;
    out.id = from.text("id");
    out.name_space = from.optional_text("namespace");
    out.service = from.optional_text("service");
    out.kind = from.word("kind", {node_port, load_balancer, cluster_ip, external_ip});
    out.node = from.optional_text("node");
    out.target.address = from.address("address");
    out.target.port = static_cast<std::uint16_t>(from.number("port", 65'535, true));
    out.policy = from.word("policy", {traffic_policy::cluster, traffic_policy::local}, false);
    out.address_type = from.optional_text("address_type");
    out.host_name = from.optional_text("host_name");
    out.port_name = from.optional_text("port_name");
    out.protocol = from.word("protocol", {protocol::tcp, protocol::udp, protocol::sctp}, false);
    out.tls = from.boolean("tls");
}

void read_samples(json_reader& from, observation& out) {
    constexpr std::uint64_t most = 1'000'000;
    out.attempts = static_cast<unsigned>(from.number("attempts", most, false));
    from.objects("samples", false, [&](json_reader& one) {
        out.samples.push_back({one.optional_text("server"), one.optional_address("client_address"),
                               static_cast<unsigned>(one.number("count", most, false))});
    });
}

sweep_row read_row(json_reader& from) {
    sweep_row out;
    read_path(from, out.path);
    from.object("seen", true, [&](json_reader& seen) { read_seen(seen, out.verdict); });
    out.verdict.carried_in = from.optional_text("carried_in");
    using enum same_connection;
    out.verdict.same_connection = from.word("same_connection", {unknown, yes, no}, false);
    from.object("promise", true, [&](json_reader& promise) { read_promise(promise, out); });
    out.verdict.note = from.optional_text("note");
    read_samples(from, out.observation);
    return out;
}

health_row read_health(json_reader& from) {
    health_row out;
    out.kind = from.word("kind", {health_kind::service, health_kind::kube_proxy});
    out.name_space = from.optional_text("namespace");
    out.service = from.optional_text("service");
    out.node = from.optional_text("node");
    out.target.address = from.address("address");
    out.target.port = static_cast<std::uint16_t>(from.number("port", 65'535, true));
    using enum contact;
    out.contact = from.word("contact", {answered, timeout, refused, reset, hang, not_echo, error});
    out.detail = from.optional_text("detail");
    out.status = static_cast<unsigned>(from.number("status", 999, false));
    out.outcome = from.word("outcome", {promise_outcome::kept, promise_outcome::better, promise_outcome::broken,
                                        promise_outcome::inconclusive});
    out.note = from.optional_text("note");
    return out;
}

void read_rows(json_reader& from, saved_report& out) {
    std::unordered_set<std::string> known;
    from.objects("rows", true, [&](json_reader& one) {
        out.rows.push_back(read_row(one));
        if (!known.insert(out.rows.back().path.id).second)
            one.fail("id", "'" + printable(out.rows.back().path.id, 200) + "' is there twice");
    });
    from.objects("health", false, [&](json_reader& one) { out.health.push_back(read_health(one)); });
}

saved_report read_whole(json_reader& from) {
    saved_report out;
    const auto given = from.text("schema");
    if (given != schema)
        from.fail("schema", "'" + printable(given, 64) + "' is not " + std::string(schema));
    out.program_version = from.optional_text("version");
    from.object("vantage", true, [&](json_reader& inner) { read_vantage(inner, out.from); });
    from.object("cluster", false, [&](json_reader& inner) {
        out.server_version = inner.optional_text("server_version");
        out.name_space = inner.optional_text("namespace");
    });
    read_rows(from, out);
    out.gaps = from.texts("gaps");
    out.skipped = from.texts("skipped");
    return out;
}

} // namespace

std::variant<saved_report, saved_report_error> read_saved_report(std::string_view text) {
    if (text.size() > saved_report_max)
        return saved_report_error{"longer than 256 MiB"};
    json::monotonic_resource memory;
    json::parse_options strict;
    strict.max_depth = 16;
    boost::system::error_code failure;
    const auto value = json::parse({text.data(), text.size()}, failure, &memory, strict);
    if (failure)
        return saved_report_error{"no JSON: " + failure.message()};
    if (!value.is_object())
        return saved_report_error{"no JSON object"};
    std::string error;
    json_reader reader(value.get_object(), "", error);
    auto out = read_whole(reader);
    if (!error.empty())
        return saved_report_error{std::move(error)};
    return out;
}

} // namespace srcip::probe
