#include "watch/screen.h"

#include <algorithm>

namespace rolecall::watch {
namespace {

constexpr long kPage = 10;

std::string Fitted(std::string text, int columns) {
  if (text.size() > static_cast<std::size_t>(columns)) text.resize(static_cast<std::size_t>(columns));
  return text;
}

}  // namespace

void Screen::Add(AuditLine line) {
  ++requests_seen_;
  requests_.push_front(Summary(line, 0));
  if (requests_.size() > kMostKept) requests_.pop_back();
  if (!line.is_denial) return;
  ++denials_seen_;
  denials_.push_front(std::move(line));
  if (is_held_ && selected_ + 1 < kMostKept) ++selected_;
  if (denials_.size() > kMostKept) denials_.pop_back();
}

const AuditLine* Screen::selected() const { return selected_ < denials_.size() ? &denials_[selected_] : nullptr; }

void Screen::Show(std::string title, const std::string& text) {
  shows_text_ = true;
  title_ = Visible(title);
  top_ = 0;
  text_.clear();
  const std::string visible = Visible(text, true);
  for (std::size_t begin = 0; begin <= visible.size();) {
    const std::size_t end = std::min(visible.find('\n', begin), visible.size());
    text_.push_back(visible.substr(begin, end - begin));
    begin = end + 1;
  }
}

void Screen::MoveBy(long rows) {
  const auto count = static_cast<long>(shows_text_ ? text_.size() : denials_.size());
  std::size_t& at = shows_text_ ? top_ : selected_;
  at = static_cast<std::size_t>(std::clamp(static_cast<long>(at) + rows, 0L, std::max(0L, count - 1)));
  if (!shows_text_) is_held_ = selected_ != 0;
}

Command Screen::Press(Key key) {
  switch (key) {
    case Key::kNone: break;
    case Key::kUp: MoveBy(-1); break;
    case Key::kDown: MoveBy(1); break;
    case Key::kPageUp: MoveBy(-kPage); break;
    case Key::kPageDown: MoveBy(kPage); break;
    case Key::kHome: MoveBy(-static_cast<long>(kMostKept)); break;
    case Key::kEnd: MoveBy(static_cast<long>(kMostKept)); break;
    case Key::kEscape: shows_text_ = false; break;
    case Key::kEnter:
      if (shows_text_) {
        shows_text_ = false;
        break;
      }
      return selected() != nullptr ? Command::kExplain : Command::kNone;
    case Key::kFix: return selected() != nullptr ? Command::kFix : Command::kNone;
    case Key::kQuit:
      if (!shows_text_) return Command::kQuit;
      shows_text_ = false;
      break;
  }
  return Command::kNone;
}

void Screen::AddDenials(int rows, int columns, std::vector<Row>& out) const {
  out.push_back({Fitted("DENIALS  " + std::to_string(denials_seen_), columns), Style::kTitle});
  const auto room = static_cast<std::size_t>(std::max(0, rows - 1));
  // The selected one is always among those that are shown.
  const std::size_t first = selected_ >= room && room > 0 ? selected_ - room + 1 : 0;
  for (std::size_t i = first; i < denials_.size() && i < first + room; ++i) {
    const bool is_selected = i == selected_;
    out.push_back({Fitted(std::string(is_selected ? "> " : "  ") + Summary(denials_[i], 0), columns),
                   is_selected ? Style::kSelected : Style::kDenial});
  }
  if (denials_.empty() && room > 0) out.push_back({Fitted("  none yet", columns), Style::kDim});
}

std::vector<Row> Screen::ListRows(int rows, int columns) const {
  std::vector<Row> out;
  const int for_denials = std::max(2, (rows - 1) / 2);
  AddDenials(for_denials, columns, out);
  while (static_cast<int>(out.size()) < for_denials) out.push_back({});
  out.push_back(
      {Fitted("REQUESTS  " + std::to_string(requests_seen_) + "  of " + Visible(source_), columns), Style::kTitle});
  for (const std::string& request : requests_) {
    if (static_cast<int>(out.size()) >= rows - 1) break;
    out.push_back({Fitted("  " + request, columns), Style::kPlain});
  }
  return out;
}

std::vector<Row> Screen::TextRows(int rows, int columns) const {
  std::vector<Row> out = {{Fitted(title_, columns), Style::kTitle}};
  const auto width = static_cast<std::size_t>(columns);
  for (std::size_t i = top_; i < text_.size(); ++i) {
    const std::string& line = text_[i];
    for (std::size_t begin = 0; begin == 0 || begin < line.size(); begin += width) {
      if (static_cast<int>(out.size()) >= rows - 1) return out;
      out.push_back({line.substr(begin, width), Style::kPlain});
    }
  }
  return out;
}

std::vector<Row> Screen::Rows(int rows, int columns) const {
  rows = std::max(rows, 2);
  columns = std::max(columns, 1);
  std::vector<Row> out = shows_text_ ? TextRows(rows, columns) : ListRows(rows, columns);
  out.resize(static_cast<std::size_t>(rows - 1));
  std::string help =
      shows_text_ ? "Esc back   up/down scroll   f fix   q back" : "up/down select   Enter explain   f fix   q quit";
  if (!notice_.empty()) help = Visible(notice_);
  out.push_back({Fitted(help, columns), Style::kDim});
  return out;
}

}  // namespace rolecall::watch
