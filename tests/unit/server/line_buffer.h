// LineBuffer: what a server writes, and a future of its first line: the way to know that it is ready.
#ifndef ROLECALL_TESTS_UNIT_SERVER_LINE_BUFFER_H_
#define ROLECALL_TESTS_UNIT_SERVER_LINE_BUFFER_H_

#include <future>
#include <sstream>
#include <string>
#include <utility>

namespace rolecall::server {

class LineBuffer final : public std::stringbuf {
 public:
  std::future<std::string> line() { return line_.get_future(); }

 protected:
  int sync() override {
    if (!std::exchange(told_, true)) line_.set_value(str());
    return 0;
  }

 private:
  std::promise<std::string> line_;
  bool told_ = false;
};

}  // namespace rolecall::server

#endif  // ROLECALL_TESTS_UNIT_SERVER_LINE_BUFFER_H_
