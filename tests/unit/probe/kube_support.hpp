#pragma once

#include "probe/kube/files.hpp"
#include "probe/kube/page_parser.hpp"
#include "tests/support/test_data.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe::kube {

/// One of the recorded answers of a real API server 1.20.
inline std::string recorded(const std::string& name) {
    std::ifstream file(srcip::test::test_data("recorded/kubernetes-1.20/") + name, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (text.empty())
        throw std::runtime_error("no recorded answer " + name);
    return text;
}

inline boost::json::value json_of(std::string_view text) { return boost::json::parse({text.data(), text.size()}); }

/// Files that exist only in a test.
class fake_files final : public file_reader {
  public:
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> broken; ///< path → reason

    read_result read(const std::string& path, std::size_t max) const override {
        if (const auto it = broken.find(path); it != broken.end())
            return {read_status::failed, "", it->second};
        const auto it = files.find(path);
        if (it == files.end())
            return {read_status::missing, "", ""};
        if (it->second.size() > max)
            return {read_status::failed, "", "too large"};
        return {read_status::ok, it->second, ""};
    }
};

/// Keeps the items of a list.
class kept_items final : public item_sink {
  public:
    std::vector<boost::json::value> items;
    unsigned restarts = 0;

    outcome<void> item(const boost::json::value& value) override {
        items.emplace_back(value, boost::json::storage_ptr());
        return {};
    }
    void restart() override {
        items.clear();
        ++restarts;
    }
};

} // namespace srcip::probe::kube
