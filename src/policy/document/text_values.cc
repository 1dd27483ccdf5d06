#include <utf8proc.h>

#include "base/text.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

// Gives the code points of a text one by one, lower-cased; bytes that are no UTF-8 as themselves, out of Unicode's
// range.
class LowerCased {
 public:
  explicit LowerCased(std::string_view text) : text_(text) {}

  std::int32_t Next() {
    if (pending_ != 0) {
      std::int32_t code = pending_;
      pending_ = 0;
      return code;
    }
    if (text_.empty()) return -1;
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text_.data()),
                                             static_cast<utf8proc_ssize_t>(text_.size()), &code);
    if (used <= 0) {
      code = 0x110000 + static_cast<unsigned char>(text_[0]);
      text_.remove_prefix(1);
      return code;
    }
    text_.remove_prefix(static_cast<std::size_t>(used));
    if (code == 0x130) {  // İ lower-cases to two code points
      pending_ = 0x307;
      return 'i';
    }
    return utf8proc_tolower(code);
  }

 private:
  std::string_view text_;
  std::int32_t pending_ = 0;
};

}  // namespace

bool IsTrueText(std::string_view text) { return EqualsIgnoringAsciiCase(text, "true"); }

bool EqualsLowerCased(std::string_view a, std::string_view b) {
  LowerCased left(a), right(b);
  while (true) {
    std::int32_t x = left.Next(), y = right.Next();
    if (x != y) return false;
    if (x < 0) return true;
  }
}

}  // namespace rolecall::policy
