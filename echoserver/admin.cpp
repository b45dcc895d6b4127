#include "echoserver/admin.hpp"

#include "echoserver/metrics_text.hpp"

#include <algorithm>

namespace srcip::echoserver {
namespace {

admin_answer plain(unsigned status, std::string body) {
    admin_answer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

admin_answer index(const admin_state&) {
    return plain(200, "echoserver admin\n"
                      "\n"
                      "/healthz  200 while the process works\n"
                      "/readyz   200 while new connections are welcome, else 503\n"
                      "/metrics  counters in Prometheus' text format\n");
}

admin_answer health(const admin_state&) { return plain(200, "ok\n"); }

admin_answer readiness(const admin_state& state) {
    return state.draining ? plain(503, "draining\n") : plain(200, "ok\n");
}

admin_answer metrics(const admin_state& state) {
    auto answer = plain(200, state.metrics());
    answer.content_type = metrics_content_type;
    return answer;
}

struct page {
    std::string_view path;
    admin_answer (*answer)(const admin_state&);
};

constexpr page pages[] = {{"/", index}, {"/healthz", health}, {"/readyz", readiness}, {"/metrics", metrics}};

/// RFC 9112 section 3.2.2: origin servers take the absolute form too.
std::string_view path_of(std::string_view target) {
    if (!target.starts_with('/')) {
        const auto scheme_end = target.find("://");
        if (scheme_end == std::string_view::npos)
            return {};
        const auto path = target.find_first_of("/?#", scheme_end + 3);
        target = path == std::string_view::npos || target[path] != '/' ? "/" : target.substr(path);
    }
    return target.substr(0, target.find_first_of("?#"));
}

} // namespace

admin_answer answer_admin(std::string_view method, std::string_view target, const admin_state& state) {
    const auto found = std::find_if(std::begin(pages), std::end(pages),
                                    [path = path_of(target)](const page& candidate) { return candidate.path == path; });
    if (found == std::end(pages))
        return plain(404, "not found: see / for what there is\n");
    if (method == "GET" || method == "HEAD")
        return found->answer(state);
    auto answer = plain(405, "method not allowed\n");
    answer.allow = "GET, HEAD";
    return answer;
}

} // namespace srcip::echoserver
