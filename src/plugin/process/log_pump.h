// LogPump: reads what a plugin writes on standard error, and shows or keeps it.
//
//   LogPump pump(pipe, LogLevelOf(environment), LogPathOf(environment));   // takes the descriptor; a thread reads
//                                                                         // until the end
//   pump.LastLines()                               // what a crash left
//
// Lines are hclog's JSON (`@level`, `@message`) or plain text, which counts as DEBUG. Threads: LastLines from any.
#ifndef ROLECALL_PLUGIN_PROCESS_LOG_PUMP_H_
#define ROLECALL_PLUGIN_PROCESS_LOG_PUMP_H_

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace rolecall::plugin {

// Ordered: a level shows itself and what is above it.
enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError, kOff };

// TF_LOG_PROVIDER, else TF_LOG; "JSON" is TRACE. Anything else that is set is TRACE, too, as Terraform has it.
LogLevel LogLevelOf(const std::map<std::string, std::string>& environment);
// Its name, as TF_LOG has it.
std::string_view LogLevelName(LogLevel level);
// TF_LOG_PATH: the file that gets what is shown; "" = standard error.
std::string LogPathOf(const std::map<std::string, std::string>& environment);
// The level of one line.
LogLevel LevelOfLine(std::string_view line);

class LogPump {
 public:
  // Lines are added to the file, which is made private: they may say anything. One that cannot be written is told, and
  // standard error takes its place.
  LogPump(int descriptor, LogLevel level, const std::string& path);
  ~LogPump();
  LogPump(const LogPump&) = delete;
  LogPump& operator=(const LogPump&) = delete;

  std::string LastLines() const;
  // Until what the program wrote is read. For when it has ended; what it left behind may write on, and is not heard.
  void Finish();

 private:
  void Run();
  // Whether there is something to read, now or later.
  bool Await() const;
  void Take(std::string_view line);

  const int descriptor_;
  const LogLevel level_;
  std::FILE* const shown_;
  std::atomic<bool> ends_{false};
  mutable std::mutex mutex_;
  std::string last_;
  std::thread thread_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_PROCESS_LOG_PUMP_H_
