#include "server/replication/epochs.h"

#include "base/text.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostEpochs = 10000, kMostPlaneBytes = 64;

Error NoEpochs() { return {ErrorCode::kDataLoss, "the record of epochs (log/epochs) is damaged"}; }

// Takes a line from the front.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace

std::string FormatEpochs(const Epochs& epochs) {
  std::string text = epochs.plane + "\n";
  for (std::size_t i = 0; i < epochs.began.size(); ++i) {
    text += std::to_string(i + 1) + " " + std::to_string(epochs.began[i]) + "\n";
  }
  return text;
}

Result<Epochs> ParseEpochs(std::string_view text) {
  Epochs epochs;
  epochs.plane = TakeLine(text);
  if (epochs.plane.empty() || epochs.plane.size() > kMostPlaneBytes) return NoEpochs();
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    const std::size_t space = line.find(' ');
    if (space == line.npos || epochs.began.size() >= kMostEpochs) return NoEpochs();
    const auto number = ParseInt<std::uint64_t>(line.substr(0, space));
    const auto began = ParseInt<std::uint64_t>(line.substr(space + 1));
    if (number != epochs.began.size() + 1 || !began.has_value()) return NoEpochs();
    if (!epochs.began.empty() && *began <= epochs.began.back()) return NoEpochs();
    epochs.began.push_back(*began);
  }
  if (epochs.began.empty() || epochs.began.front() != 0) return NoEpochs();
  return epochs;
}

bool IsSharedHistory(const Epochs& epochs, std::uint64_t epoch, std::uint64_t revision) {
  if (epoch == 0 || epoch > epochs.newest()) return false;
  return epoch == epochs.newest() || revision < epochs.began[epoch];
}

}  // namespace rolecall::server
