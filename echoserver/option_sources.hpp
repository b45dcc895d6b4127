#pragma once

#include "echoserver/identity.hpp"
#include "echoserver/option_table.hpp"
#include "echoserver/options.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::echoserver {

/// Who set an option.
enum class option_source { preset, file, variable, flag };

/// The options as they are decided, layer by layer: each layer that names an option replaces what those before it said,
/// a list as a whole. Every function returns an error of one line, or nothing.
class layered_options {
  public:
    /// A file that cannot be read, names an unknown key or repeats one is an error.
    std::optional<std::string> apply_file(const std::string& file);
    /// Empty variables count as unset. So do those that Kubernetes sets: a Service named "echoserver-http" puts
    /// ECHOSERVER_HTTP_PORT=tcp://10.96.0.1:80 into every pod of its namespace.
    std::optional<std::string> apply_variables(const environment& get);
    /// What the command line says of one option.
    std::optional<std::string> apply_flag(const option_entry& entry, const std::vector<std::string>& texts);
    /// Adjusts what follows from other options, and refuses combinations that make no sense.
    std::optional<std::string> finish();

    const options& values() const { return values_; }
    option_source source_of(const option_entry& entry) const;
    const std::string& file() const { return file_; }

  private:
    std::optional<std::string> apply(const option_entry& entry, option_source source,
                                     const std::vector<std::string>& texts);
    std::string describe(const option_entry& entry, option_source source) const;

    options values_{};
    std::map<std::string, option_source, std::less<>> sources_{};
    std::string file_{};
};

/// A variable's value; nothing when it is unset, empty, or Kubernetes' own.
std::optional<std::string> variable_value(const environment& get, std::string_view option);

} // namespace srcip::echoserver
