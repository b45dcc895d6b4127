#pragma once

#include <srcip/address.hpp>
#include <srcip/printable.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Reads members of one object of a foreign JSON text, and remembers the first thing that is wrong and where. After
/// that everything it returns is empty, so that callers need to ask only once, at the end.
class json_reader {
  public:
    json_reader(const boost::json::object& object, std::string where, std::string& error)
        : object_(&object)
        , where_(std::move(where))
        , error_(error) {}

    /// Of a member that has to be there.
    std::string text(std::string_view name) { return std::string(text_or(name, true)); }
    /// Empty when the member is null or missing.
    std::string optional_text(std::string_view name) { return std::string(text_or(name, false)); }
    std::optional<ip_address> optional_address(std::string_view name);
    ip_address address(std::string_view name);
    /// 0 when the member is missing or null and not needed.
    std::uint64_t number(std::string_view name, std::uint64_t max, bool needed);
    bool boolean(std::string_view name);
    std::vector<std::string> texts(std::string_view name);

    /// One of `all`, by what to_string() makes of it.
    template <class Word>
    Word word(std::string_view name, std::initializer_list<Word> all, bool needed = true) {
        const auto given = text_or(name, needed);
        std::string known;
        for (const Word one : all) {
            if (given == to_string(one))
                return one;
            known.append(known.empty() ? "" : ", ").append(to_string(one));
        }
        if (needed || !given.empty())
            fail(name, "'" + printable(given, 64) + "' is none of " + known);
        return *all.begin();
    }

    /// Calls `read` with a reader of the object in that member; not when it is null or missing and not needed.
    template <class Read>
    void object(std::string_view name, bool needed, Read read) {
        const auto* value = find(name, needed);
        if (value == nullptr || value->is_null())
            return;
        if (!value->is_object())
            return fail(name, "no object");
        json_reader inner(value->get_object(), where_ + std::string(name) + '.', error_);
        read(inner);
    }

    /// Calls `read` with a reader of every object in that array.
    template <class Read>
    void objects(std::string_view name, bool needed, Read read) {
        const auto* value = find(name, needed);
        if (value == nullptr)
            return;
        if (!value->is_array())
            return fail(name, "no array");
        std::size_t index = 0;
        for (const auto& element : value->get_array()) {
            const auto place = std::string(name) + '[' + std::to_string(index++) + ']';
            if (!element.is_object())
                return fail(place, "no object");
            json_reader inner(element.get_object(), where_ + place + '.', error_);
            read(inner);
            if (!error_.empty())
                return;
        }
    }

    void fail(std::string_view name, const std::string& what);

  private:
    const boost::json::value* find(std::string_view name, bool needed);
    std::string_view text_or(std::string_view name, bool needed);

    const boost::json::object* object_;
    std::string where_;
    std::string& error_;
};

} // namespace srcip::probe
