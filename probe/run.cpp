#include "probe/run.hpp"

#include "probe/address_book.hpp"
#include "probe/discovery.hpp"
#include "probe/kube/config.hpp"
#include "probe/own_addresses.hpp"
#include "probe/plan.hpp"
#include "probe/progress.hpp"
#include "probe/report/json.hpp"
#include "probe/report/table.hpp"
#include "probe/summary.hpp"
#include "probe/sweep.hpp"
#include "probe/terminal.hpp"
#include "probe/verdict.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <optional>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;

/// Why the program ends before it has a report: one line for standard error.
struct failure {
    int status;
    std::string message;
};

template <class T>
using attempt = std::variant<T, failure>;

/// Runs one piece of asynchronous work to its end on this thread.
template <class T>
T wait_for(asio::io_context& context, asio::awaitable<T> work) {
    std::optional<T> out;
    std::exception_ptr thrown;
    asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error)
            out.emplace(std::move(value));
    });
    context.restart();
    context.run();
    if (thrown)
        std::rethrow_exception(thrown);
    return std::move(*out);
}

std::string join(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts)
        out += (out.empty() ? "" : ", ") + part;
    return out;
}

/// What is known before the first path is walked.
struct knowledge {
    cluster_facts facts;
    vantage from;
    std::string nothing; ///< why there are no services, if there are none
};

attempt<discovered> ask_cluster(asio::io_context& context, options& given) {
    const auto endpoint =
        kube::find_endpoint({given.kubeconfig, given.context, given.server}, kube::system_surroundings());
    if (!endpoint)
        return failure{exit_discovery, endpoint.error().message};
    const auto name_space = given.name_space.empty() ? endpoint->name_space : given.name_space;
    given.services = qualified(given.services, name_space);
    auto client = kube::make_client(context.get_executor(), *endpoint);
    if (!client)
        return failure{exit_discovery, client.error().message};

    discovery_options wanted;
    wanted.name_space = name_space;
    wanted.all_namespaces = given.all_namespaces;
    wanted.label_selector = given.selector;
    wanted.services = given.services;
    auto found = wait_for(context, discover(client->get(), std::move(wanted)));
    if (!found)
        return failure{exit_discovery, found.error().message};
    if (!found->missing.empty())
        return failure{exit_discovery, "no such service: " + join(found->missing) +
                                           "; kubectl get services --all-namespaces lists those that exist"};
    return std::move(*found);
}

attempt<vantage> place(const options& given, const cluster_facts& facts) {
    if (given.vantage.empty())
        return find_vantage(facts, own_addresses());
    auto parsed = parse_vantage(given.vantage, facts, own_addresses());
    if (const auto* error = std::get_if<vantage_error>(&parsed))
        return failure{exit_usage, error->message};
    return std::get<vantage>(std::move(parsed));
}

attempt<knowledge> learn(asio::io_context& context, options& given) {
    knowledge out;
    if (given.port == 0) { // with --port the user says what the API would
        auto asked = ask_cluster(context, given);
        if (auto* error = std::get_if<failure>(&asked))
            return std::move(*error);
        out.facts = std::move(std::get<discovered>(asked).facts);
        out.nothing = std::move(std::get<discovered>(asked).nothing);
    }
    auto placed = place(given, out.facts);
    if (auto* error = std::get_if<failure>(&placed))
        return std::move(*error);
    out.from = std::get<vantage>(std::move(placed));
    return out;
}

plan plan_for(const options& given, const knowledge& known) {
    if (given.port != 0)
        return make_direct_plan(given.nodes, given.port);
    return make_plan(known.facts, known.from, {given.services, given.nodes, given.allow_special_addresses});
}

std::vector<sweep_row> walk(asio::io_context& context, const options& given, const knowledge& known,
                            std::vector<path> paths, progress& shown) {
    sweep_options how;
    how.exchange.connect_timeout = given.connect_timeout;
    how.exchange.timeout = given.timeout;
    how.concurrency = given.concurrency;
    how.on_progress = [&](std::size_t done) { shown.count(done, paths.size()); };
    auto seen = wait_for(context, sweep(paths, how));

    const address_book book(known.facts);
    std::vector<sweep_row> rows;
    rows.reserve(paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto verdict = judge(paths[i], seen[i], book, known.from);
        rows.push_back({std::move(paths[i]), std::move(seen[i]), std::move(verdict)});
    }
    return rows;
}

std::string rendered(const options& given, const sweep_report& report) {
    if (given.format == output_format::json)
        return render_json(report);
    const auto screen = look_at_terminal(STDOUT_FILENO);
    table_style style;
    style.width = screen.width;
    style.unicode = screen.unicode;
    style.colour = given.color == color_choice::always || (given.color == color_choice::automatic && screen.colour);
    return render_table(report, style);
}

int complain(const failure& why) {
    std::fputs(("sipprobe: " + why.message + "\n").c_str(), stderr);
    return why.status;
}

int run_on(asio::io_context& context, options given) {
    progress shown(look_at_terminal(STDERR_FILENO).present);
    shown.say("asking the cluster");
    auto learned = learn(context, given);
    shown.clear();
    if (const auto* error = std::get_if<failure>(&learned))
        return complain(*error);
    const auto& known = std::get<knowledge>(learned);

    auto planned = plan_for(given, known);
    const auto rows = walk(context, given, known, std::move(planned.paths), shown);
    shown.clear();

    const auto text = rendered(given, {known.from, known.facts, rows, planned.skipped, version()});
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        return complain({exit_discovery, "cannot write the report to standard output"});
    if (!known.nothing.empty())
        return complain({exit_inconclusive, known.nothing});
    if (rows.empty())
        return complain({exit_inconclusive, "there was no path to walk"});
    return exit_code(rows, known.facts.gaps);
}

} // namespace

int run(const options& given) {
    try {
        asio::io_context context(1);
        return run_on(context, given);
    } catch (const std::exception& error) {
        return complain({exit_discovery, std::string("internal error: ") + printable(error.what())});
    }
}

} // namespace srcip::probe
