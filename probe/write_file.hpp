#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <system_error>

namespace srcip::probe {

/// Writes a whole file piece by piece, or leaves what was there: a temporary file beside it takes its name when it is
/// complete, so that who reads it meanwhile (a node_exporter, a browser) never sees half of it. What is no regular file
/// (/dev/stderr, a pipe) is written to as it is, and a symbolic link stays.
class file_replacement {
  public:
    explicit file_replacement(const std::string& name);
    ~file_replacement();
    file_replacement(const file_replacement&) = delete;
    file_replacement& operator=(const file_replacement&) = delete;

    /// After a failure nothing more is written.
    void write(std::string_view piece);

    /// Gives the file its name. The first thing that failed; when anything did, the old file is still there.
    std::error_code commit();

  private:
    std::string name_;
    std::string written_to_; ///< the temporary file; empty when there is none
    int descriptor_ = -1;
    std::error_code error_;
};

/// The same for a text that is there already.
std::error_code replace_file(const std::string& name, std::string_view text);

/// Adds to the end of a file, which is made when it is not there.
std::error_code append_to_file(const std::string& name, std::string_view text);

/// Bytes in a file; 0 when there is none.
std::size_t file_size(const std::string& name);

} // namespace srcip::probe
