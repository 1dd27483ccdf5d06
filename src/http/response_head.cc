#include "http/response_head.h"

#include <array>
#include <charconv>
#include <ctime>

#include "base/clock.h"
#include "base/text.h"

namespace rolecall::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr std::array<Phrase, 34> kPhrases = {{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

template <typename Number>
void AppendNumber(std::string& out, Number number) {
  char text[24];
  auto end = std::to_chars(text, text + sizeof(text), number).ptr;
  out.append(text, end);
}

// The date changes once a second: each thread keeps its text. The wall clock on purpose, also in tests: the header
// says when the bytes left, nothing is decided by it.
std::string_view CurrentDate() {
  thread_local std::time_t shown = 0;
  thread_local std::string text;
  std::time_t now = std::time(nullptr);
  if (now != shown) {
    text = FormatHttpDate(FromUnixSeconds(now));
    shown = now;
  }
  return text;
}

bool IsOneLine(std::string_view text) {
  for (char c : text) {
    if (c == '\r' || c == '\n' || c == '\0') return false;
  }
  return true;
}

}  // namespace

std::string_view ReasonPhrase(int status) {
  for (const Phrase& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return "Unknown";
}

void AppendHex(std::string& out, std::size_t number) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof(text), number, 16).ptr);
}

bool SendsBody(const Response& response) {
  return !response.head_only && response.status >= 200 && response.status != 204 && response.status != 304;
}

void AppendHead(std::string& out, const Response& response, bool close) {
  out += "HTTP/1.1 ";
  AppendNumber(out, response.status);
  out += ' ';
  out += ReasonPhrase(response.status);
  out += "\r\nDate: ";
  out += CurrentDate();
  out += "\r\n";
  bool has_length = false;
  for (const Header& header : response.headers) {
    if (!IsOneLine(header.name) || !IsOneLine(header.value)) continue;
    if (EqualsIgnoringAsciiCase(header.name, "Transfer-Encoding")) continue;
    if (EqualsIgnoringAsciiCase(header.name, "Content-Length")) {
      if (!response.head_only) continue;  // the body knows better; an answer to HEAD may name what it does not hold
      has_length = true;
    }
    out += header.name;
    out += ": ";
    out += header.value;
    out += "\r\n";
  }
  if (!has_length && response.status >= 200 && response.status != 204 && response.status != 304) {
    if (response.source != nullptr && !response.source_bytes.has_value()) {
      out += "Transfer-Encoding: chunked\r\n";
    } else {
      out += "Content-Length: ";
      AppendNumber(out, response.source_bytes.value_or(response.body.size()));
      out += "\r\n";
    }
  }
  if (close) out += "Connection: close\r\n";
  out += "\r\n";
}

}  // namespace rolecall::http
