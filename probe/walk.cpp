#include "probe/walk.hpp"

#include "probe/address_book.hpp"
#include "probe/interruption.hpp"
#include "probe/sweep.hpp"
#include "probe/wait_for.hpp"

namespace srcip::probe {

plan plan_for(const options& given, const knowledge& known) {
    if (given.paths.port != 0)
        return make_direct_plan(given.paths.nodes, given.paths.port, given.manner.tls);
    plan_options wanted;
    wanted.services = known.services;
    wanted.nodes = given.paths.nodes;
    wanted.allow_special_addresses = given.paths.allow_special_addresses;
    wanted.kinds = given.paths.kinds;
    wanted.address_types = given.paths.address_types;
    wanted.protocols = given.paths.protocols;
    wanted.tls = given.manner.tls;
    wanted.routed_cluster_ips = given.paths.routed_cluster_ips;
    return make_plan(known.facts, known.from, wanted);
}

std::vector<sweep_row> walk(boost::asio::io_context& context, const options& given, const knowledge& known,
                            std::vector<path> paths, progress& shown) {
    sweep_options how;
    how.exchange.connect_timeout = given.manner.connect_timeout;
    how.exchange.timeout = given.manner.timeout;
    how.exchange.request_target = given.manner.path;
    how.exchange.host_header = given.manner.host_header;
    how.concurrency = given.manner.concurrency;
    how.on_progress = [&](std::size_t done) { shown.count(done, paths.size()); };
    how.stopped = [] { return interrupted_by() != 0; };
    auto seen = wait_for(context, sweep(paths, how));

    const address_book book(known.facts);
    std::vector<sweep_row> rows;
    rows.reserve(paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (seen[i].attempts == 0)
            continue; // interrupted before it was walked
        auto verdict = judge(paths[i], seen[i], book, known.from);
        rows.push_back({std::move(paths[i]), std::move(seen[i]), std::move(verdict)});
    }
    return rows;
}

} // namespace srcip::probe
