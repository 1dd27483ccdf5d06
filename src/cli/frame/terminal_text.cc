#include "cli/frame/terminal_text.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "base/printable.h"
#include "base/utf8.h"

namespace rolecall::cli {
namespace {

constexpr std::string_view kStart = "\033[";
constexpr std::size_t kLongestColour = 8, kLongestCharacter = 4;

// Nothing that hides text (8, or black on black).
bool IsColour(std::string_view codes) {
  static const std::set<std::string_view> kOurs = {"0",  "1",  "2",  "4",    "31",   "32",   "33",  "34",
                                                   "35", "36", "90", "1;31", "1;32", "1;33", "1;36"};
  return kOurs.count(codes) > 0;
}

// The length of the colour at the front; 0: there is none.
std::size_t ColourLength(std::string_view text) {
  if (!text.starts_with(kStart)) return 0;
  const std::size_t end = text.substr(0, kLongestColour).find('m');
  if (end == std::string_view::npos || !IsColour(text.substr(kStart.size(), end - kStart.size()))) return 0;
  return end + 1;
}

// Whether more text could make a colour or a character of it.
bool IsBegun(std::string_view text) {
  if (text.front() == kStart.front()) {
    const std::string_view codes = text.substr(std::min(kStart.size(), text.size()));
    return text.size() < kLongestColour && (text.size() == 1 || text.starts_with(kStart)) &&
           codes.find_first_not_of("0123456789;") == std::string_view::npos;
  }
  return text.front() == '\r' ? text.size() == 1
                              : text.size() < kLongestCharacter && static_cast<unsigned char>(text.front()) >= 0xC2 &&
                                    Utf8Length(text) == 0;
}

}  // namespace

TerminalText::~TerminalText() {
  Pass("", true);
  to_.pubsync();
}

bool TerminalText::Pass(std::string_view text, bool is_all) {
  const std::lock_guard<std::mutex> lock(mutex_);
  pending_ += text;
  std::string_view rest = pending_;
  std::string out;
  while (!rest.empty()) {
    const std::size_t special = rest.find_first_of("\033\r");
    // A character that is cut off waits too; those before it do not.
    std::size_t plain = std::min(special, rest.size());
    if (special == std::string_view::npos && !is_all) {
      for (std::size_t back = 1; back < kLongestCharacter && back <= plain; ++back) {
        if (IsBegun(rest.substr(plain - back))) {
          plain -= back;
          break;
        }
      }
    }
    out += Printable(rest.substr(0, plain));
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    if (const std::size_t colour = ColourLength(rest); colour > 0) {
      out += rest.substr(0, colour);
      rest.remove_prefix(colour);
    } else if (!is_all && IsBegun(rest)) {
      break;
    } else if (rest.starts_with("\r\n")) {
      out += rest.front();
      rest.remove_prefix(1);
    } else {
      rest.remove_prefix(AppendPrintable(out, rest));
    }
  }
  pending_ = std::string(rest);
  return to_.sputn(out.data(), static_cast<std::streamsize>(out.size())) == static_cast<std::streamsize>(out.size());
}

TerminalText::int_type TerminalText::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return Pass(std::string_view(&one, 1), false) ? c : traits_type::eof();
}

std::streamsize TerminalText::xsputn(const char* text, std::streamsize size) {
  return Pass(std::string_view(text, static_cast<std::size_t>(size)), false) ? size : 0;
}

int TerminalText::sync() { return to_.pubsync() == 0 ? 0 : -1; }

}  // namespace rolecall::cli
