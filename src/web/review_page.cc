#include "web/review_page.h"

#include "base/check.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "embedded/files.h"

namespace rolecall::web {
namespace {

constexpr std::string_view kStart =
    "\nshow(...JSON.parse(document.getElementById('review').textContent).files.map(file).flat(3).filter(Boolean));\n";

std::string_view TextOf(std::string_view name) {
  const std::optional<std::string_view> file = embedded::WebFiles().Find(name);
  ROLECALL_CHECK(file.has_value());
  return *file;
}

// A module's lines without those that join it to others: one behind the other they are one script.
std::string Unjoined(std::string_view module) {
  std::string script;
  for (std::string_view line : Split(module, '\n')) {
    if (line.starts_with("import ")) continue;
    if (line.starts_with("export ")) line.remove_prefix(7);
    script.append(line).append("\n");
  }
  return script;
}

// '<' would end the element that the data is in.
std::string AsData(std::string_view json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string DigestOf(std::string_view text) { return "'sha256-" + Base64Encode(crypto::Sha256(text)) + "'"; }

}  // namespace

std::string ReviewPage(std::string_view review_json) {
  const std::string script = Unjoined(TextOf("dom.js")) + Unjoined(TextOf("review.js")) + std::string(kStart);
  const std::string style(TextOf("style.css"));
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
         DigestOf(script) + "; style-src " + DigestOf(style) +
         "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<title>Review of access</title>\n<style>" +
         style + "</style>\n</head>\n<body>\n<header><h1>Review of access</h1></header>\n" +
         "<main id=\"main\" tabindex=\"-1\"></main>\n<script id=\"review\" type=\"application/json\">" +
         AsData(review_json) + "</script>\n<script type=\"module\">" + script + "</script>\n</body>\n</html>\n";
}

}  // namespace rolecall::web
