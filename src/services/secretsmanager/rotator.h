// Rotator: runs rotations in the background, those that a call asks for and those that are due.
//
//   rotator.Start({secret.key(), secret.suffix, token});    // after the version was made and labelled AWSPENDING
//   rotator.Scan();                                         // starts what is due now; the rotator does it by itself
//   rotator.Wait();                                         // tests: until nothing is running
//
// A rotation that fails is noted in the record and told to the operator; it is tried again after an hour, or when
// somebody calls RotateSecret. Threads: all functions from any; the destructor waits for the running function.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_ROTATOR_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_ROTATOR_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "directory/secret_records.h"
#include "services/rotation/functions.h"

namespace rolecall::services::secretsmanager {

struct RotationJob {
  std::string secret_key, suffix;
  std::string token;       // the version
  bool only_test = false;  // RotateImmediately=false: testSecret, then the version goes again

  auto operator<=>(const RotationJob&) const = default;
};

class Rotator {
 public:
  explicit Rotator(rotation::Parts parts);
  ~Rotator();

  bool Has(const std::string& function_arn) const { return parts_.functions.Has(function_arn); }
  // Nothing happens if the same job runs or waits already.
  void Start(RotationJob job);
  void Scan();
  void Wait();

 private:
  void Work();
  void Run(const RotationJob& job);
  // The error says which step failed, and how.
  Result<void> RunSteps(const RotationJob& job);
  Result<void> Invoke(const directory::SecretRecord& secret, const RotationJob& job, const std::string& step);
  void Finish(const RotationJob& job, const Result<void>& outcome);
  std::shared_ptr<const directory::SecretRecord> Find(const RotationJob& job) const;
  void StartDue(const directory::SecretRecord& secret);

  rotation::Parts parts_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<RotationJob> waiting_;
  std::set<RotationJob> active_;  // waiting and running
  bool stopping_ = false;
  std::chrono::steady_clock::time_point next_scan_;
  std::vector<std::thread> threads_;
};

// Makes the version, without a value and labelled AWSPENDING, that a rotation's function fills. Pure.
void AddPendingVersion(directory::SecretRecord& secret, const std::string& token, Time now);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_ROTATOR_H_
