// What `watch` shows, as data and text: denials above, the live requests below, or an explanation over both. Knows no
// terminal: a key goes in, the lines of the screen come out.
//
//   Screen screen;
//   screen.Add(line);
//   switch (screen.Press(Key::kEnter)) { case Command::kExplain: screen.Show(Explain(*screen.selected())); … }
//   for (const std::string& row : screen.Rows(rows, columns)) …
//
// Rows are ASCII without control characters; `Style` says how each is shown. One thread.
#ifndef ROLECALL_WATCH_SCREEN_H_
#define ROLECALL_WATCH_SCREEN_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "watch/audit_line.h"

namespace rolecall::watch {

enum class Key { kNone, kUp, kDown, kPageUp, kPageDown, kHome, kEnd, kEnter, kEscape, kFix, kQuit };
enum class Command { kNone, kExplain, kFix, kQuit };
enum class Style { kPlain, kTitle, kDenial, kSelected, kDim };

struct Row {
  std::string text;
  Style style = Style::kPlain;
};

class Screen {
 public:
  explicit Screen(std::string source) : source_(std::move(source)) {}

  void Add(AuditLine line);
  // Something about the source: that it does not answer. "": all is well.
  void SetNotice(std::string notice) { notice_ = std::move(notice); }
  // Text over the lists, until it is left. Lines may be longer than the screen is wide.
  void Show(std::string title, const std::string& text);
  Command Press(Key key);
  // The denial that Enter and f are about; null if there is none.
  const AuditLine* selected() const;

  std::vector<Row> Rows(int rows, int columns) const;

 private:
  static constexpr std::size_t kMostKept = 1000;

  void MoveBy(long rows);
  std::vector<Row> ListRows(int rows, int columns) const;
  std::vector<Row> TextRows(int rows, int columns) const;
  void AddDenials(int rows, int columns, std::vector<Row>& out) const;

  const std::string source_;
  std::string notice_;
  std::deque<AuditLine> denials_;  // the newest first
  std::deque<std::string> requests_;
  std::uint64_t requests_seen_ = 0, denials_seen_ = 0;
  std::size_t selected_ = 0;
  bool is_held_ = false;  // the selection stays with its denial when new ones come
  bool shows_text_ = false;
  std::string title_;
  std::vector<std::string> text_;
  std::size_t top_ = 0;  // the first line of the text that is shown
};

}  // namespace rolecall::watch

#endif  // ROLECALL_WATCH_SCREEN_H_
