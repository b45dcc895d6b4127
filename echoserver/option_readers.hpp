#pragma once

#include "echoserver/options.hpp"

#include <srcip/address.hpp>
#include <srcip/cidr.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// How each kind of option value stands in text. Every reader has
//   read(text)   the value, or nothing when the text is none;
//   write(value) a text that read() turns into the same value;
//   expected()   what follows "VALUE: " in an error message.
namespace srcip::echoserver {

/// A decimal number.
struct number_reader {
    std::uint64_t least;
    std::uint64_t most;

    std::optional<std::uint64_t> read(std::string_view text) const;
    std::string write(std::uint64_t value) const;
    std::string expected() const;
};

/// A number of bytes, with or without a unit.
struct size_reader {
    std::uint64_t least;
    std::uint64_t most;

    std::optional<std::uint64_t> read(std::string_view text) const;
    std::string write(std::uint64_t value) const;
    std::string expected() const;
};

/// A duration of at most a day.
struct duration_reader {
    std::chrono::milliseconds least;

    std::optional<std::chrono::milliseconds> read(std::string_view text) const;
    std::string write(std::chrono::milliseconds value) const;
    std::string expected() const;
};

struct port_reader {
    std::optional<std::uint16_t> read(std::string_view text) const;
    std::string write(std::uint16_t value) const;
    std::string expected() const;
};

/// A port, or "off".
struct port_choice_reader {
    std::optional<port_choice> read(std::string_view text) const;
    std::string write(const port_choice& value) const;
    std::string expected() const;
};

/// An address, IPv6 with or without brackets, or "any": all addresses of both families.
struct address_reader {
    std::optional<std::optional<ip_address>> read(std::string_view text) const;
    std::string write(const std::optional<ip_address>& value) const;
    std::string expected() const;
};

/// A network or an address. One with host bits is refused: which of its two halves is the mistake, nobody knows, and
/// the wrong guess would trust more parties than were meant.
struct network_reader {
    std::optional<cidr> read(std::string_view text) const;
    std::string write(const cidr& value) const;
    std::string expected() const;
};

/// A number of threads, or "auto", which is 0.
struct threads_reader {
    std::optional<unsigned> read(std::string_view text) const;
    std::string write(unsigned value) const;
    std::string expected() const;
};

/// A file's name, or nothing. Names that a configuration file could not repeat are refused.
struct file_reader {
    std::optional<std::string> read(std::string_view text) const;
    std::string write(const std::string& value) const;
    std::string expected() const;
};

/// A path with or without a query, or nothing.
struct target_reader {
    std::optional<std::string> read(std::string_view text) const;
    std::string write(const std::string& value) const;
    std::string expected() const;
};

struct switch_reader {
    std::optional<bool> read(std::string_view text) const;
    std::string write(bool value) const;
    std::string expected() const;
};

/// "a, b or c".
std::string one_of(std::span<const std::string_view> words);

template <class Value>
struct choice {
    std::string_view word;
    Value value;
};

/// One of a few words; the array they stand in outlives the reader.
template <class Value>
struct choice_reader {
    std::span<const choice<Value>> choices;

    std::optional<Value> read(std::string_view text) const {
        for (const auto& each : choices)
            if (text == each.word)
                return each.value;
        return {};
    }

    std::string write(Value value) const {
        for (const auto& each : choices)
            if (value == each.value)
                return std::string(each.word);
        return {};
    }

    std::string expected() const {
        std::vector<std::string_view> words;
        for (const auto& each : choices)
            words.push_back(each.word);
        return "must be " + one_of(words);
    }

    /// "a|b|c", for the help.
    std::string metavar() const {
        std::string out;
        for (const auto& each : choices)
            out.append(out.empty() ? "" : "|").append(each.word);
        return out;
    }
};

template <class Value, std::size_t Size>
choice_reader<Value> one_of(const choice<Value> (&choices)[Size]) {
    return {choices};
}

} // namespace srcip::echoserver
