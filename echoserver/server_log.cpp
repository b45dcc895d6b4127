#include "echoserver/server_log.hpp"

#include "echoserver/descriptor_writer.hpp"
#include "echoserver/log_text.hpp"

#include <srcip/printable.hpp>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <mutex>
#include <string>

#include <unistd.h>

namespace srcip::echoserver {
namespace {

constexpr std::size_t longest_message = 3'072;

/// Messages come from threads that have requests to answer.
constexpr std::chrono::milliseconds patience{100};

std::string_view view(const spdlog::string_view_t& text) { return {text.data(), text.size()}; }

/// The flag %* of the patterns below: the message, unable to do harm.
class safe_message : public spdlog::custom_flag_formatter {
  public:
    explicit safe_message(log_format format)
        : format_(format) {}

    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        std::string text;
        if (format_ == log_format::json)
            append_json_string(view(message.payload), longest_message, text);
        else
            text = printable(view(message.payload), longest_message);
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<safe_message>(format_); }

  private:
    log_format format_;
};

class descriptor_sink : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit descriptor_sink(int descriptor)
        : output_(descriptor, patience) {}

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        output_.write({line.data(), line.size()});
    }
    void flush_() override {}

  private:
    descriptor_writer output_;
};

} // namespace

std::unique_ptr<spdlog::formatter> server_log_formatter(log_format format) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<safe_message>('*', format);
    formatter->set_pattern(format == log_format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%*})"
                                                      : "%Y-%m-%dT%H:%M:%S.%e%z %l %*");
    return formatter;
}

void set_up_server_log(const log_options& settings) {
    auto logger = std::make_shared<spdlog::logger>("echoserver", std::make_shared<descriptor_sink>(STDERR_FILENO));
    logger->set_formatter(server_log_formatter(settings.format));
    logger->set_error_handler([](const std::string&) {}); // spdlog's own would print to standard error
    spdlog::set_default_logger(std::move(logger));
}

} // namespace srcip::echoserver
