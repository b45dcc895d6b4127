#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp() is POSIX's
#include <string>
#include <string_view>

namespace srcip::test {

/// A folder that goes with everything in it.
class temporary_folder {
  public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "srcip-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("cannot make a temporary folder");
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    std::string path(std::string_view name) const { return (path_ / name).string(); }

    /// Writes the file anew, as another inode; returns its path.
    std::string write(std::string_view name, std::string_view content) const {
        const std::string to = path(name);
        std::filesystem::remove(to);
        std::ofstream(to, std::ios::binary) << content;
        return to;
    }

  private:
    std::filesystem::path path_;
};

} // namespace srcip::test
