#include "engine/state/raw_json.h"

#include <cstddef>

namespace rolecall::engine {
namespace {

// The length of the string literal at the start of `json`, both quotes included.
std::size_t StringLength(std::string_view json) {
  std::size_t i = 1;
  while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
  return i < json.size() ? i + 1 : json.size();
}

void AppendStringEscaped(std::string& out, std::string_view literal) {
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const char c = literal[i];
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else if (c == '&') {
      out += "\\u0026";
    } else if (literal.substr(i, 3) == "\xE2\x80\xA8" || literal.substr(i, 3) == "\xE2\x80\xA9") {
      out += literal[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
}

void NewLine(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(2 * depth, ' ');
}

}  // namespace

void AppendCompact(std::string& out, std::string_view json) {
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      const std::size_t length = StringLength(json.substr(i));
      AppendStringEscaped(out, json.substr(i, length));
      i += length;
      continue;
    }
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') out += c;
    ++i;
  }
}

void AppendIndented(std::string& out, std::string_view json) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      const std::size_t length = StringLength(json.substr(i));
      out += json.substr(i, length);
      i += length;
      continue;
    }
    ++i;
    switch (c) {
      case '{':
      case '[':
        out += c;
        if (i < json.size() && (json[i] == '}' || json[i] == ']')) {
          out += json[i++];
        } else {
          NewLine(out, ++depth);
        }
        break;
      case '}':
      case ']':
        if (depth > 0) --depth;
        NewLine(out, depth);
        out += c;
        break;
      case ',':
        out += c;
        NewLine(out, depth);
        break;
      case ':': out += ": "; break;
      default: out += c;
    }
  }
}

}  // namespace rolecall::engine
