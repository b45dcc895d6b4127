#include "probe/report/exposition.hpp"

#include <srcip/printable.hpp>

namespace srcip::probe {

namespace {

/// Kubernetes' names are shorter, addresses too; it bounds what a hostile API can put into one line.
constexpr std::size_t longest_value = 512; // bytes

} // namespace

label_set& label_set::add(std::string_view name, std::string_view value) {
    text_.append(text_.empty() ? "" : ",").append(name).append("=\"");
    for (const char c : printable(value, longest_value)) {
        if (c == '\\' || c == '"')
            text_ += '\\';
        text_ += c;
    }
    text_ += '"';
    return *this;
}

std::string label_set::text() const { return text_.empty() ? "" : '{' + text_ + '}'; }

void exposition::family(std::string_view name, std::string_view help) {
    name_ = name;
    head_ = "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + " gauge\n";
    seen_.clear();
}

void exposition::sample(const label_set& labels, std::uint64_t value) {
    std::string text = labels.text();
    if (seen_.contains(text))
        return;
    out_.text().append(head_).append(name_).append(text).append(" ").append(std::to_string(value)).append("\n");
    head_.clear();
    seen_.insert(std::move(text));
    out_.row_done();
}

} // namespace srcip::probe
