#include "echoserver/metrics_text.hpp"

#include <algorithm>
#include <charconv>

namespace srcip::echoserver {
namespace {

using threads_view = std::span<const traffic_counters* const>;

/// What our own listeners answer without being told to by the request: these codes are there before they happen.
constexpr unsigned known_codes[] = {200, 400, 404, 405, 408, 413, 414, 417, 431, 501, 503, 505};

constexpr listener_kind listeners[] = {listener_kind::http, listener_kind::https, listener_kind::admin};
static_assert(std::size(listeners) == listener_kinds);

constexpr client_address_source sources[] = {client_address_source::peer, client_address_source::proxy_protocol,
                                             client_address_source::forwarded, client_address_source::x_forwarded_for,
                                             client_address_source::x_real_ip};
static_assert(std::size(sources) == client_address_sources);

/// Writes families one after the other: what is written between two calls of family() is the first one's.
class exposition {
  public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
        text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    }
    template <class Number>
    void sample(Number value) {
        text_.append(name_);
        end(value);
    }
    template <class Number>
    void sample(std::string_view label, std::string_view label_value, Number value) {
        text_.append(name_).append("{").append(label).append("=\"");
        escape(label_value);
        text_.append("\"}");
        end(value);
    }
    std::string take() { return std::move(text_); }

  private:
    void escape(std::string_view value) {
        for (const char c : value) {
            if (c == '\\' || c == '"')
                text_ += '\\';
            text_ += c == '\n' ? "\\n" : std::string(1, c);
        }
    }
    template <class Number>
    void end(Number value) {
        char digits[32];
        const auto written = std::to_chars(digits, digits + sizeof digits, value);
        text_.append(" ").append(digits, written.ptr).append("\n");
    }

    std::string text_;
    std::string_view name_;
};

/// The sum over all threads of what `select` reads from one thread's counters.
template <class Select>
std::uint64_t sum(threads_view threads, Select select) {
    std::uint64_t total = 0;
    for (const auto* thread : threads)
        total += select(*thread);
    return total;
}

std::uint64_t sum(threads_view threads, counter traffic_counters::*which) {
    return sum(threads, [which](const traffic_counters& thread) { return (thread.*which).value(); });
}

template <class Array>
std::uint64_t sum_at(threads_view threads, Array traffic_counters::*which, std::size_t index) {
    return sum(threads, [=](const traffic_counters& thread) { return (thread.*which)[index].value(); });
}

/// A thread counts on between the two readings: what has been closed may already have been accepted after we looked.
std::uint64_t open_connections(threads_view threads, std::size_t listener) {
    return sum(threads, [listener](const traffic_counters& thread) {
        const auto closed = thread.closed[listener].value();
        const auto accepted = thread.accepted[listener].value();
        return accepted > closed ? accepted - closed : 0;
    });
}

void write_requests(threads_view threads, exposition& out) {
    out.family("echoserver_requests_total", "counter", "Requests answered, by status code.");
    for (unsigned code = 0; code < status_codes; ++code) {
        const auto count = sum_at(threads, &traffic_counters::requests, code);
        if (count != 0 || std::find(std::begin(known_codes), std::end(known_codes), code) != std::end(known_codes))
            out.sample("code", std::to_string(code), count);
    }
}

void write_connections(threads_view threads, exposition& out) {
    out.family("echoserver_connections_accepted_total", "counter", "Connections accepted, by listener.");
    for (const auto kind : listeners)
        out.sample("listener", to_string(kind),
                   sum_at(threads, &traffic_counters::accepted, static_cast<std::size_t>(kind)));
    out.family("echoserver_connections_open", "gauge", "Connections that are open now, by listener.");
    for (const auto kind : listeners)
        out.sample("listener", to_string(kind), open_connections(threads, static_cast<std::size_t>(kind)));
}

struct plain_counter {
    std::string_view name;
    std::string_view help;
    counter traffic_counters::*which;
};

constexpr plain_counter plain_counters[] = {
    {"echoserver_connections_shed_total", "Connections over the cap, answered 503 or dropped.",
     &traffic_counters::shed},
    {"echoserver_accept_errors_total", "Failures to accept a connection for want of descriptors or memory.",
     &traffic_counters::accept_errors},
    {"echoserver_tls_handshake_failures_total", "TLS handshakes that failed or took too long.",
     &traffic_counters::failed_handshakes},
    {"echoserver_received_bytes_total", "Bytes received on connections.", &traffic_counters::bytes_received},
    {"echoserver_sent_bytes_total", "Bytes sent on connections.", &traffic_counters::bytes_sent},
    {"echoserver_forwarding_contradictions_total",
     "Requests through trusted proxies whose forwarding fields cannot both be right.",
     &traffic_counters::contradictions},
};

void write_plain_counters(threads_view threads, exposition& out) {
    for (const auto& [name, help, which] : plain_counters) {
        out.family(name, "counter", help);
        out.sample(sum(threads, which));
    }
}

void write_findings(threads_view threads, exposition& out) {
    out.family("echoserver_proxy_headers_total", "counter", "Connections by what their PROXY header was found to be.");
    for (std::size_t i = 0; i < proxy_outcomes; ++i)
        out.sample("outcome", to_string(static_cast<proxy_outcome>(i)), sum_at(threads, &traffic_counters::proxy, i));
    out.family("echoserver_client_address_total", "counter", "Requests by what their client_address was taken from.");
    for (const auto source : sources)
        out.sample("from", to_string(source),
                   sum_at(threads, &traffic_counters::client_address_from, static_cast<std::size_t>(source)));
    out.family("echoserver_udp_datagrams_total", "counter", "Datagrams, by whether they were answered.");
    out.sample("outcome", "answered", sum(threads, &traffic_counters::udp_answered));
    out.sample("outcome", "ignored", sum(threads, &traffic_counters::udp_ignored));
}

void write_server(const server_facts& server, exposition& out) {
    out.family("echoserver_access_log_lines_dropped_total", "counter",
               "Access log lines lost because their reader was too slow or gone.");
    out.sample(server.access_log_dropped_lines);
    out.family("echoserver_access_log_lines_suppressed_total", "counter",
               "Requests without a line because the access log is sampled.");
    out.sample(server.access_log_suppressed_lines);
    out.family("echoserver_draining", "gauge", "1 after the request to stop, while connections are still served.");
    out.sample(server.draining ? 1 : 0);
    out.family("echoserver_build_info", "gauge", "1, labelled with the version.");
    out.sample("version", server.version, 1);
}

template <class Number>
void write_process_fact(std::string_view name, std::string_view type, std::string_view help,
                        const std::optional<Number>& value, exposition& out) {
    if (!value)
        return;
    out.family(name, type, help);
    out.sample(*value);
}

/// The names that every Prometheus client library uses for these.
void write_process(const process_facts& process, exposition& out) {
    write_process_fact("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.",
                       process.start_time_seconds, out);
    write_process_fact("process_cpu_seconds_total", "counter", "User and system CPU time spent, in seconds.",
                       process.cpu_seconds, out);
    write_process_fact("process_resident_memory_bytes", "gauge", "Resident memory.", process.resident_bytes, out);
    write_process_fact("process_open_fds", "gauge", "Open file descriptors.", process.open_descriptors, out);
    write_process_fact("process_max_fds", "gauge", "How many file descriptors may be open.", process.max_descriptors,
                       out);
}

} // namespace

std::string_view to_string(proxy_outcome outcome) {
    switch (outcome) {
    case proxy_outcome::absent:
        return "absent";
    case proxy_outcome::v1:
        return "v1";
    case proxy_outcome::v2:
        return "v2";
    case proxy_outcome::local:
        return "local";
    case proxy_outcome::rejected:
        return "rejected";
    case proxy_outcome::missing:
        return "missing";
    case proxy_outcome::timed_out:
        return "timed_out";
    }
    return "absent";
}

std::string_view to_string(listener_kind listener) {
    switch (listener) {
    case listener_kind::http:
        return "http";
    case listener_kind::https:
        return "https";
    case listener_kind::admin:
        return "admin";
    }
    return "http";
}

std::string metrics_text(threads_view threads, const server_facts& server, const process_facts& process) {
    exposition out;
    write_requests(threads, out);
    write_connections(threads, out);
    write_plain_counters(threads, out);
    write_findings(threads, out);
    write_server(server, out);
    write_process(process, out);
    return out.take();
}

} // namespace srcip::echoserver
