#include "probe/kube/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace srcip::probe::kube {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t max_errors = std::size_t{1} << 20U;
/// What is read from one pipe before the clock is looked at again, bytes: more than any pipe holds (fs.pipe-max-size is
/// 1 MiB), so that all that was there is taken, and little enough that who writes as fast as we read is noticed.
constexpr std::size_t max_at_once = std::size_t{4} << 20U;

class descriptor {
  public:
    descriptor() = default;
    explicit descriptor(int fd)
        : fd_(fd) {}
    ~descriptor() { reset(); }
    descriptor(descriptor&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    int get() const { return fd_; }
    void reset() {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = -1;
    }

  private:
    int fd_ = -1;
};

struct pipe_ends {
    descriptor out; ///< to read from
    descriptor in;

    bool open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        out = descriptor(ends[0]);
        in = descriptor(ends[1]);
        return true;
    }
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (const std::string& text : texts)
        out.push_back(
            const_cast<char*>(text.c_str())); // NOLINT(cppcoreguidelines-pro-type-const-cast): execve()'s type
    out.push_back(nullptr);
    return out;
}

/// What the child needs, made before the fork: after it only async-signal-safe calls are allowed (fork(2)), since
/// another thread may have held the allocator's lock.
struct prepared {
    const char* program;
    std::vector<char*> arguments;
    std::vector<char*> environment;
    bool terminal;
    pid_t parent;
    int null, output, errors, failure;
};

[[noreturn]] void fail_in_child(const prepared& p) {
    const int code = errno;
    [[maybe_unused]] const ssize_t n = ::write(p.failure, &code, sizeof code);
    ::_exit(127);
}

[[noreturn]] void become(const prepared& p) {
    if (!p.terminal)
        ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != p.parent)
        ::_exit(127); // it has died before it could be noticed
    const bool moved = (p.terminal || ::dup2(p.null, STDIN_FILENO) >= 0) && ::dup2(p.output, STDOUT_FILENO) >= 0 &&
                       ::dup2(p.errors, STDERR_FILENO) >= 0;
    if (!moved)
        fail_in_child(p);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::signal(SIGPIPE, SIG_DFL); // an ignored signal stays ignored in the new program
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(p.program, p.arguments.data(), p.environment.data());
    fail_in_child(p);
}

/// A child that is reaped at the latest when this goes.
class child {
  public:
    child(pid_t pid, bool group)
        : pid_(pid)
        , group_(group)
        , exit_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))
        , error_(exit_.get() < 0 ? errno : 0) {}
    ~child() {
        if (pid_ > 0)
            kill();
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    int exit_descriptor() const { return exit_.get(); }
    int error() const { return error_; } ///< why there is no such descriptor; 0: there is
    void kill() {
        ::kill(group_ ? -pid_ : pid_, SIGKILL);
        reap();
    }
    /// Waits; waitpid(2)'s status.
    int reap() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return status;
    }

  private:
    pid_t pid_;
    bool group_;
    descriptor exit_; ///< readable once it has ended (pidfd_open(2))
    int error_;
};

/// The child's two outputs, as far as they have been read.
class outputs {
  public:
    outputs(const child_request& request, descriptor output, descriptor errors, child_result& result)
        : request_(request)
        , output_(std::move(output))
        , errors_(std::move(errors))
        , result_(result) {
        for (const int fd : {output_.get(), errors_.get()})
            ::fcntl(fd, F_SETFL, O_NONBLOCK);
    }

    int output() const { return output_.get(); }
    int errors() const { return errors_.get(); }
    bool too_much() const { return result_.output.size() > request_.max_output; }

    /// Reads what is there now, and little of what comes meanwhile.
    void drain() {
        drain(output_, [this](std::string_view bytes) { result_.output += bytes; });
        drain(errors_, [this](std::string_view bytes) {
            if (request_.on_errors && (taken_ += bytes.size()) <= max_errors)
                request_.on_errors(bytes);
        });
    }

  private:
    template <class Take>
    void drain(descriptor& from, Take take) {
        std::array<char, 16384> buffer;
        std::size_t total = 0;
        while (from.get() >= 0 && !too_much() && total < max_at_once) {
            const ssize_t n = ::read(from.get(), buffer.data(), buffer.size());
            if (n > 0) {
                take(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
                total += static_cast<std::size_t>(n);
            } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
                from.reset();
            } else if (errno == EAGAIN) {
                return;
            }
        }
    }

    const child_request& request_;
    descriptor output_;
    descriptor errors_;
    child_result& result_;
    std::size_t taken_ = 0;
};

int milliseconds_until(clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3600000));
}

/// Until it ends by itself, or is to be ended.
child_end attend(const child& process, outputs& from, clock::time_point deadline) {
    while (true) {
        std::array<pollfd, 3> waiting = {
            {{process.exit_descriptor(), POLLIN, 0}, {from.output(), POLLIN, 0}, {from.errors(), POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), milliseconds_until(deadline));
        if (ready < 0)
            return child_end::interrupted;
        from.drain(); // all it wrote before its end is there when its end is seen
        if (from.too_much())
            return child_end::too_much_output;
        if (waiting[0].revents != 0)
            return child_end::exited;
        if (clock::now() >= deadline)
            return child_end::timeout;
    }
}

child_result not_started(int code) { return {child_end::not_started, code, ""}; }

} // namespace

child_result run_child(const child_request& request) {
    pipe_ends output;
    pipe_ends errors;
    pipe_ends failure;
    const descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (null.get() < 0 || !output.open() || !errors.open() || !failure.open())
        return not_started(errno);
    std::vector<std::string> arguments(1, request.program);
    arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
    const prepared p{request.program.c_str(), pointers(arguments), pointers(request.environment),
                     request.terminal,        ::getpid(),          null.get(),
                     output.in.get(),         errors.in.get(),     failure.in.get()};
    const auto deadline = clock::now() + request.timeout;
    const pid_t pid = ::fork();
    if (pid == 0)
        become(p);
    if (pid < 0)
        return not_started(errno);
    if (!request.terminal)
        ::setpgid(pid, pid); // here too: it may have to be killed before it runs
    child process(pid, !request.terminal);
    for (pipe_ends* ends : {&output, &errors, &failure})
        ends->in.reset();
    int code = process.error();
    if (::read(failure.out.get(), &code, sizeof code) == sizeof code || process.error() != 0)
        return not_started(code); // the end of this pipe without a word is the exec's success

    child_result result;
    outputs from(request, std::move(output.out), std::move(errors.out), result);
    result.end = attend(process, from, deadline);
    if (result.end != child_end::exited) {
        process.kill();
        return result;
    }
    const int status = process.reap();
    result.end = WIFEXITED(status) ? child_end::exited : child_end::signalled;
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return result;
}

std::string find_program(const std::string& name, std::string_view path) {
    if (name.find('/') != std::string::npos)
        return name;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find(':', start), path.size());
        const std::string_view folder = path.substr(start, end - start);
        start = end + 1;
        if (!folder.starts_with('/'))
            continue;
        std::string candidate = std::string(folder) + "/" + name;
        struct stat status {};
        if (::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
            ::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    return {};
}

} // namespace srcip::probe::kube
