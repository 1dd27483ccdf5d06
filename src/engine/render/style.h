// RenderStyle: how plan and state text is printed — colours or none, how wide, what is shown.
//
// Without colours every function gives its argument back, so texts are composed the same way in both cases.
// Threads: a plain value.
#ifndef ROLECALL_ENGINE_RENDER_STYLE_H_
#define ROLECALL_ENGINE_RENDER_STYLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall::engine {

struct RenderStyle {
  bool color = false;
  int columns = 78;             // for wrapped paragraphs and rules; 78 when not a terminal
  bool show_sensitive = false;  // -show-sensitive
  bool in_automation = false;   // TF_IN_AUTOMATION: no hints of commands to run

  std::string Bold(std::string_view text) const { return Paint("1", text); }
  std::string Red(std::string_view text) const { return Paint("31", text); }
  std::string Green(std::string_view text) const { return Paint("32", text); }
  std::string Yellow(std::string_view text) const { return Paint("33", text); }
  std::string Cyan(std::string_view text) const { return Paint("36", text); }
  std::string Gray(std::string_view text) const { return Paint("90", text); }
  std::string BoldRed(std::string_view text) const { return Paint("1;31", text); }
  std::string BoldGreen(std::string_view text) const { return Paint("1;32", text); }

  // An empty line, a line across the screen, and a line break.
  std::string HorizontalRule() const;

 private:
  std::string Paint(const char* code, std::string_view text) const;
};

// Breaks paragraphs at spaces so that all lines are shorter than `columns` code points, where words allow. Lines that
// start with a space are left alone.
std::string WrapWords(std::string_view text, int columns);

// As Go's %q: in double quotes, with escapes.
std::string Quoted(std::string_view text);
// The name as it can stand left of "=": itself if it is an identifier, else quoted.
std::string AttributeName(std::string_view name);
// Padded with spaces to `width`, counted in code points.
std::string Padded(std::string_view text, std::size_t width);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_STYLE_H_
