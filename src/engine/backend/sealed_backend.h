// SealedBackend: a backend whose states are sealed by a codec. What lies there is never plain if the codec seals.
//
// Empty states (a lock's leftover, a cleared file) are empty on both sides. Internal: MakeBackend makes it.
#ifndef ROLECALL_ENGINE_BACKEND_SEALED_BACKEND_H_
#define ROLECALL_ENGINE_BACKEND_SEALED_BACKEND_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/backend/backend.h"
#include "engine/backend/state_codec.h"

namespace rolecall::engine {

class SealedBackend final : public Backend {
 public:
  // The codec must outlive the backend.
  SealedBackend(std::unique_ptr<Backend> inner, StateCodec& codec) : inner_(std::move(inner)), codec_(codec) {}

  std::string type() const override { return inner_->type(); }
  bool is_remote() const override { return inner_->is_remote(); }
  Result<std::vector<std::string>> Workspaces() override { return inner_->Workspaces(); }
  Result<void> DeleteWorkspace(const std::string& workspace) override { return inner_->DeleteWorkspace(workspace); }
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return inner_->CanLock(); }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override {
    return inner_->TryLock(workspace, std::move(info));
  }
  Result<void> Unlock(const std::string& workspace, const std::string& id) override {
    return inner_->Unlock(workspace, id);
  }

 private:
  std::unique_ptr<Backend> inner_;
  StateCodec& codec_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_SEALED_BACKEND_H_
