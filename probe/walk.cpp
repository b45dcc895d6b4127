#include "probe/walk.hpp"

#include "probe/address_book.hpp"
#include "probe/changes.hpp"
#include "probe/interruption.hpp"
#include "probe/judge_rows.hpp"
#include "probe/sweep.hpp"
#include "probe/wait_for.hpp"

namespace srcip::probe {

namespace {

plan_options wanted_paths(const options& given, const knowledge& known) {
    plan_options wanted;
    wanted.services = known.services;
    wanted.nodes = given.paths.nodes;
    wanted.allow_special_addresses = given.paths.allow_special_addresses;
    wanted.kinds = given.paths.kinds;
    wanted.address_types = given.paths.address_types;
    wanted.protocols = given.paths.protocols;
    wanted.tls = given.manner.tls;
    wanted.routed_cluster_ips = given.paths.routed_cluster_ips;
    wanted.proxy_mode = known.proxy_mode;
    return wanted;
}

sweep_options wanted_manner(const options& given) {
    sweep_options how;
    how.exchange.connect_timeout = given.manner.connect_timeout;
    how.exchange.timeout = given.manner.timeout;
    how.exchange.request_target = given.manner.path;
    how.exchange.host_header = given.manner.host_header;
    how.concurrency = given.manner.concurrency;
    how.per_node = given.manner.per_node;
    how.rate = given.manner.rate.value_or(0);
    how.attempts = given.manner.attempts;
    how.stopped = [] { return interrupted_by() != 0; };
    return how;
}

/// --source auto: all that arrived is one address, which must be ours.
void find_own_source(vantage& from, std::span<const path> paths, std::span<const walked_path> seen,
                     const address_book& book, promise_policy policy) {
    if (from.kind != vantage_kind::outside)
        return;
    const auto sources = common_sources(paths, seen, {book, from, policy});
    for (const ip_address& address : sources)
        from.sources.push_back(cidr::make(address, address.bits()).value());
}

std::vector<health_row> ask_health(boost::asio::io_context& context, const options& given, const knowledge& known,
                                   std::span<const sweep_row> rows) {
    const auto targets = plan_health(known.facts, known.from, wanted_paths(given, known));
    std::vector<fetch_target> ports;
    ports.reserve(targets.size());
    for (const health_target& target : targets)
        ports.push_back({target.target, target.request_target});
    const auto replies = wait_for(context, fetch_all(ports, wanted_manner(given)));
    return judge_health(targets, replies, rows);
}

/// Whether what was seen was promised while it was seen.
void look_again(boost::asio::io_context& context, const options& given, const knowledge& known, walked& result) {
    const auto again = learn_again(context, given, known);
    if (const auto* facts = std::get_if<cluster_facts>(&again))
        excuse_changed(result.rows, result.health, known.facts, *facts);
    else
        result.notes.push_back("services and endpoints could not be listed again after the sweep (" +
                               std::get<failure>(again).message + "): whether they changed meanwhile is not known");
}

} // namespace

plan plan_for(const options& given, const knowledge& known) {
    if (given.paths.port != 0)
        return make_direct_plan(given.paths.nodes, given.paths.port, given.manner.tls);
    return make_plan(known.facts, known.from, wanted_paths(given, known));
}

walked walk(boost::asio::io_context& context, const options& given, const knowledge& known, std::vector<path> paths,
            progress& shown) {
    const bool with_api = given.paths.port == 0;
    auto how = wanted_manner(given);
    how.on_progress = [&](std::size_t done) { shown.count(done, paths.size() * how.attempts); };
    auto seen = wait_for(context, sweep(paths, how));

    const address_book book(known.facts);
    walked result;
    result.from = known.from;
    if (given.manner.source_auto)
        find_own_source(result.from, paths, seen, book, given.manner.promise);
    result.rows = judge_all(std::move(paths), std::move(seen), {book, result.from, given.manner.promise});
    if (with_api && given.paths.health && interrupted_by() == 0)
        result.health = ask_health(context, given, known, result.rows);
    if (with_api && interrupted_by() == 0)
        look_again(context, given, known, result);
    return result;
}

} // namespace srcip::probe
