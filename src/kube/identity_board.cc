#include "kube/identity_board.h"

#include <utility>

namespace rolecall::kube {

IdentityBoard::IdentityBoard() : published_(std::make_shared<IdentitySource>()) {}

IdentityBoard::Section& IdentityBoard::AddSection(std::string what) {
  const std::lock_guard updates(update_mutex_);
  const std::lock_guard lock(mutex_);
  sections_.emplace_back(new Section(*this, std::move(what)));
  return *sections_.back();
}

void IdentityBoard::Section::Update(const std::function<void(IdentitySource&)>& change) {
  const std::lock_guard updates(board_.update_mutex_);
  change(own_);
  board_.Publish();
}

// The parts that the published copy shares are copied by the next change before it touches them.
void IdentityBoard::Publish() {
  std::shared_ptr<const IdentitySource> whole;
  for (auto section = sections_.rbegin(); section != sections_.rend(); ++section) {
    auto copy = std::make_shared<IdentitySource>((*section)->own_);
    copy->set_below(std::move(whole));
    whole = std::move(copy);
  }
  {
    const std::lock_guard lock(mutex_);
    published_.swap(whole);
  }
  // The one before goes with the next update: whoever still reads it has it back by then, so that no review is the last
  // to hold a view, and pays for its end.
  retired_ = std::move(whole);
}

void IdentityBoard::Section::MarkSynced() {
  const std::lock_guard lock(board_.mutex_);
  synced_ = true;
}

std::shared_ptr<const IdentitySource> IdentityBoard::Read() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::string IdentityBoard::NotSynced() const {
  const std::lock_guard lock(mutex_);
  for (const auto& section : sections_) {
    if (!section->synced_) return section->what_ + " are not read yet";
  }
  return "";
}

}  // namespace rolecall::kube
