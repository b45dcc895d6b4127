#pragma once

#include "echoserver/options.hpp"
#include "echoserver/tls_certificate.hpp"
#include "echoserver/tls_error.hpp"
#include "echoserver/tls_files.hpp"
#include "echoserver/tls_handles.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace srcip::echoserver {

/// What another look at the files led to.
struct tls_reload {
    enum class what {
        unchanged,
        reloaded, ///< new connections get the new ones
        refused,  ///< the new ones are bad: the old ones stay, and the next look tries again
    };
    what result = what::unchanged;
    std::string text{};    ///< for the log, one printable line; empty when unchanged
    std::string warning{}; ///< likewise, of what was reloaded; empty when all is well
};

/// The server's certificate, key and settings for TLS, for all threads.
class tls_context {
  public:
    /// Loads the files that `files` names; without a certificate makes one for `names` (self_signed_names()).
    static tls_outcome<std::unique_ptr<tls_context>> make(const tls_options& files, std::vector<std::string> names,
                                                          wall_clock::time_point now = wall_clock::now());

    /// From any thread: a new connection's state. Null when there is no memory.
    ssl_ptr open() const;

    /// By one thread, now and then: loads the files again when one of them has changed, and renews a self-signed
    /// certificate in its last month. Connections keep what they began with.
    tls_reload reload_if_changed(wall_clock::time_point now = wall_clock::now());

    /// For the log, of what make() loaded: whose certificate, for which names, how long. One printable line.
    const std::string& summary() const { return loaded_.summary; }
    /// What is wrong with it although it is served (expired, not yet valid); empty when nothing is.
    const std::string& warning() const { return loaded_.warning; }

  private:
    /// Everything that changes together.
    struct loaded {
        ssl_context_ptr context{};
        tls_stamps stamps{};
        std::string summary{};
        std::string warning{};
    };

    tls_context(const tls_options& files, std::vector<std::string> names);

    tls_outcome<loaded> load(wall_clock::time_point now);
    tls_outcome<loaded> load_own(wall_clock::time_point now) const;
    tls_outcome<loaded> load_self_signed(wall_clock::time_point now);
    tls_outcome<ssl_context_ptr> build(const tls_credentials& own) const;
    bool is_due(wall_clock::time_point now) const;

    const tls_options files_;
    const std::vector<std::string> names_;
    std::optional<tls_credentials> self_signed_; ///< kept when only the clients' authorities change
    std::string refused_;                        ///< what was said last of bad files, so as not to repeat it
    loaded loaded_;                              ///< its context under mutex_
    mutable std::mutex mutex_;                   ///< taken once for each connection
};

} // namespace srcip::echoserver
