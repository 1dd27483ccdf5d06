// The terminal of `watch`, by plain ANSI sequences (ECMA-48): the alternate screen, keys as they are pressed, its size
// as it changes. The destructor puts everything back; signals are the command's to notice (it ends in order).
//
//   Terminal terminal;                        // standard input and output are terminals
//   terminal.Draw(screen.Rows(terminal.rows(), terminal.columns()));
//   Key key = terminal.ReadKey(std::chrono::milliseconds(200));
//
// One at a time, in one thread.
#ifndef ROLECALL_WATCH_TERMINAL_H_
#define ROLECALL_WATCH_TERMINAL_H_

#include <termios.h>

#include <chrono>
#include <string>
#include <vector>

#include "watch/screen.h"

namespace rolecall::watch {

class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // As they are now.
  int rows() const;
  int columns() const;
  void Draw(const std::vector<Row>& rows);
  // kNone: none was pressed in this time, or one that means nothing. kQuit also when standard input has ended.
  Key ReadKey(std::chrono::milliseconds wait);

 private:
  termios before_{};
  bool is_raw_ = false;
  std::string drawn_;
};

}  // namespace rolecall::watch

#endif  // ROLECALL_WATCH_TERMINAL_H_
