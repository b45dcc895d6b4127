#pragma once

#include <cstddef>
#include <string>

namespace srcip::probe::kube {

enum class read_status { ok, missing, failed };

struct read_result {
    read_status status = read_status::missing;
    std::string content; ///< when ok
    std::string reason;  ///< when failed: "permission denied", "larger than 4 MiB", …
};

/// How configuration reads files: tests hand in their own.
class file_reader {
  public:
    virtual ~file_reader() = default;
    /// The whole file at `path`; failed when it is longer than `max` bytes.
    virtual read_result read(const std::string& path, std::size_t max) const = 0;
};

/// The files of this machine.
class system_files final : public file_reader {
  public:
    read_result read(const std::string& path, std::size_t max) const override;
};

} // namespace srcip::probe::kube
