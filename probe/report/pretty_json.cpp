#include "probe/report/pretty_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace srcip::probe {

namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

void write(const json::value& value, json_writer& out) {
    if (const json::object* object = value.if_object()) {
        out.open_object();
        for (const auto& member : *object) {
            out.key({member.key().data(), member.key().size()});
            write(member.value(), out);
        }
        out.close_object();
    } else if (const json::array* array = value.if_array()) {
        out.open_array();
        for (const json::value& element : *array)
            write(element, out);
        out.close_array();
    } else if (const json::string* text = value.if_string()) {
        out.text(view(*text));
    } else {
        out.raw(json::serialize(value));
    }
}

} // namespace

std::string pretty_json(const json::value& value) {
    std::string text;
    json_writer out(text);
    write(value, out);
    text += '\n';
    return text;
}

} // namespace srcip::probe
