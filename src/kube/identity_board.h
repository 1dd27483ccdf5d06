// Where the sources of identities (the API server's list and watch, manifest files) publish, and reviews read.
//
//   IdentityBoard board;
//   IdentityBoard::Section& cluster = board.AddSection("the cluster's service accounts");   // before it is read
//
//   cluster.Update([&](IdentitySource& identities) {       // the source's thread: one step for those who read
//     identities.ClearAccounts();
//     for (const boost::json::value& account : listed) identities.AddObject(account);
//   });
//   cluster.MarkSynced();                                  // the first whole view is there
//   cluster.Update([&](IdentitySource& identities) { identities.Remove({"ns", "sa"}); });
//
//   std::shared_ptr<const IdentitySource> identities = board.Read();   // a review keeps the one it began with
//   if (std::string why = board.NotSynced(); !why.empty()) …          // not ready yet
//
// What a section knows of a service account hides what those added after it know.
// Threads: any. A reader waits for nobody but for the copy of a pointer; Update's function runs outside of that lock,
// and updates come one after the other. Sections live as long as the board.
#ifndef ROLECALL_KUBE_IDENTITY_BOARD_H_
#define ROLECALL_KUBE_IDENTITY_BOARD_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kube/identity_source.h"

namespace rolecall::kube {

class IdentityBoard {
 public:
  class Section {
   public:
    // Changes what this source has published. The function gets a copy of it, made cheaply (kube/identity_source.h).
    void Update(const std::function<void(IdentitySource&)>& change);
    // There is a first whole view: readiness does not wait for this source any more.
    void MarkSynced();

   private:
    friend class IdentityBoard;
    Section(IdentityBoard& board, std::string what) : board_(board), what_(std::move(what)) {}
    IdentityBoard& board_;
    const std::string what_;
    IdentitySource own_;   // of the updates' lock
    bool synced_ = false;  // of the readers' lock
  };

  IdentityBoard();
  IdentityBoard(const IdentityBoard&) = delete;
  IdentityBoard& operator=(const IdentityBoard&) = delete;

  // `what`: of whom it is waited for, as /readyz says it. All sections are added before anybody reads.
  Section& AddSection(std::string what);

  // Never null.
  std::shared_ptr<const IdentitySource> Read() const;
  // Empty: every section has a whole view.
  std::string NotSynced() const;

 private:
  void Publish();

  std::mutex update_mutex_;
  std::shared_ptr<const IdentitySource> retired_;  // of the updates' lock
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Section>> sections_;
  std::shared_ptr<const IdentitySource> published_;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_IDENTITY_BOARD_H_
