// Secret: text that must not be seen. It cannot be printed, compared by accident or implicitly
// converted, compares in constant time, and wipes its memory when it goes.
#ifndef ROLECALL_BASE_SECRET_H_
#define ROLECALL_BASE_SECRET_H_

#include <string>
#include <string_view>
#include <utility>

namespace rolecall {

// Overwrites the text in a way that the compiler may not leave out.
void Wipe(std::string& text);

// True if both are equal; takes the same time wherever they differ (lengths are not hidden).
bool ConstantTimeEquals(std::string_view a, std::string_view b);

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret() { Wipe(text_); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { Wipe(other.text_); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;

  // The only way to the text. Never pass it to a log, an error or a process argument.
  std::string_view Reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool Equals(std::string_view other) const { return ConstantTimeEquals(text_, other); }

 private:
  std::string text_;
};

}  // namespace rolecall

#endif  // ROLECALL_BASE_SECRET_H_
