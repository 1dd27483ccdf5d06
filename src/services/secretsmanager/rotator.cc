#include "services/secretsmanager/rotator.h"

#include <algorithm>
#include <boost/json.hpp>

#include "directory/snapshot.h"
#include "services/kms_use.h"
#include "services/rotation/schedule.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/versions.h"

namespace rolecall::services::secretsmanager {
namespace {

using directory::SecretRecord;

constexpr int kThreads = 2;
constexpr std::chrono::seconds kScanEvery{60};
constexpr std::chrono::hours kTryAgainAfter{1};
constexpr std::chrono::minutes kSessionLifetime{15};

// What the function may do: work on this secret, under its key.
std::string SessionPolicy(const SecretRecord& secret) {
  using boost::json::array;
  using boost::json::object;
  array statements{object{{"Effect", "Allow"},
                          {"Action", array{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
                                           "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"}},
                          {"Resource", secret.arn()}},
                   object{{"Effect", "Allow"}, {"Action", "secretsmanager:GetRandomPassword"}, {"Resource", "*"}}};
  if (IsCustomerKey(secret.kms_key_id)) {
    // Whichever key that is (an alias names none): for what is this secret's alone.
    statements.push_back(
        object{{"Effect", "Allow"},
               {"Action", array{"kms:Decrypt", "kms:GenerateDataKey"}},
               {"Resource", "*"},
               {"Condition", object{{"StringEquals", object{{"kms:EncryptionContext:SecretARN", secret.arn()}}}}}});
  }
  return boost::json::serialize(object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
}

directory::Session FunctionSession(const SecretRecord& secret, Time now) {
  directory::Session session;
  session.kind = directory::Session::Kind::kFederatedUser;
  session.account = secret.account;
  session.session_name = "SecretsManagerRotation";
  session.has_session_policies = true;
  session.session_policy = SessionPolicy(secret);
  session.issued = now;
  session.expires = now + kSessionLifetime;
  return session;
}

// After a test: the version that was made for it goes; one that has a value only is pending no more.
void RemoveTestVersion(SecretRecord& secret, const std::string& id) {
  const directory::SecretVersion* pending = FindStage(secret, kPending);
  if (pending == nullptr || pending->id != id) return;
  RemoveStage(secret, kPending);
  std::erase_if(secret.versions, [&](const auto& version) { return version.id == id && !version.has_value; });
}

}  // namespace

void AddPendingVersion(SecretRecord& secret, const std::string& token, Time now) {
  if (FindVersion(secret, token) == nullptr) {
    directory::SecretVersion version;
    version.id = token;
    version.has_value = false;
    version.created = now;
    secret.versions.push_back(std::move(version));
  }
  MoveStage(secret, kPending, token);
}

Rotator::Rotator(rotation::Parts parts) : parts_(std::move(parts)), next_scan_(std::chrono::steady_clock::now()) {
  next_scan_ += kScanEvery;
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Work(); });
}

Rotator::~Rotator() {
  parts_.functions.Stop();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Rotator::Start(RotationJob job) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || !active_.insert(job).second) return;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_all();
}

void Rotator::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return active_.empty(); });
}

void Rotator::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_until(lock, next_scan_, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    if (!waiting_.empty()) {
      const RotationJob job = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Run(job);
      lock.lock();
      active_.erase(job);
      changed_.notify_all();
    } else if (std::chrono::steady_clock::now() >= next_scan_) {
      next_scan_ = std::chrono::steady_clock::now() + kScanEvery;
      lock.unlock();
      Scan();
      lock.lock();
    }
  }
}

std::shared_ptr<const SecretRecord> Rotator::Find(const RotationJob& job) const {
  auto found = parts_.directory.snapshot()->secrets.Find(job.secret_key);
  const bool same = found != nullptr && found->suffix == job.suffix && !found->deleted && !found->is_replica() &&
                    (job.only_test || found->rotation.running == job.token);
  return same ? found : nullptr;
}

Result<void> Rotator::Invoke(const SecretRecord& secret, const RotationJob& job, const std::string& step) {
  ROLECALL_TRY(directory::SessionCredentials credentials,
               parts_.directory.IssueSession(FunctionSession(secret, parts_.clock.Now())));
  const rotation::Event event{step, secret.arn(), job.token, secret.region, std::move(credentials)};
  Result<void> invoked = parts_.functions.Invoke(secret.rotation.lambda_arn, event);
  if (!invoked.ok()) return Error{invoked.error().code, step + ": " + invoked.error().message};
  return {};
}

Result<void> Rotator::RunSteps(const RotationJob& job) {
  const std::vector<std::string> steps =
      job.only_test ? std::vector<std::string>{"testSecret"}
                    : std::vector<std::string>{"createSecret", "setSecret", "testSecret", "finishSecret"};
  for (const std::string& step : steps) {
    const auto secret = Find(job);
    if (secret == nullptr) return Error{ErrorCode::kCancelled, step + ": the rotation was cancelled"};
    ROLECALL_RETURN_IF_ERROR(Invoke(*secret, job, step));
  }
  if (job.only_test) return {};
  const auto rotated = Find(job);
  const directory::SecretVersion* current = rotated != nullptr ? FindStage(*rotated, kCurrent) : nullptr;
  if (current == nullptr || current->id != job.token) {
    return Error{ErrorCode::kUnavailable, "finishSecret: the function did not make the new version current"};
  }
  return {};
}

void Rotator::Run(const RotationJob& job) {
  const Result<void> outcome = RunSteps(job);
  if (!outcome.ok()) {
    if (const auto secret = Find(job)) {
      parts_.warn("rotation of " + secret->arn() + " failed at " + outcome.error().message);
    }
  }
  Finish(job, outcome);
}

void Rotator::Finish(const RotationJob& job, const Result<void>& outcome) {
  const Result<void> written = parts_.directory.Write([&](directory::Transaction& transaction) {
    const auto found = transaction.snapshot().secrets.Find(job.secret_key);
    if (found == nullptr || found->suffix != job.suffix) return false;
    SecretRecord secret = *found;
    if (job.only_test) {
      RemoveTestVersion(secret, job.token);
    } else if (secret.rotation.running != job.token) {
      return false;
    }
    if (outcome.ok() && !job.only_test) {
      secret.rotation.running.clear();
      secret.rotation.last_rotated = secret.changed = parts_.clock.Now();
      if (const auto* pending = FindStage(secret, kPending); pending != nullptr && pending->id == job.token) {
        RemoveStage(secret, kPending);
      }
    }
    secret.rotation.last_failed = outcome.ok() ? std::nullopt : std::optional(parts_.clock.Now());
    secret.rotation.failure = outcome.ok() ? "" : outcome.error().message;
    PutWithReplicas(transaction, std::move(secret));
    return true;
  });
  if (!written.ok()) parts_.warn("rotation: " + written.error().message);
}

void Rotator::Scan() {
  const Time now = parts_.clock.Now();
  for (const auto& secret : parts_.directory.snapshot()->secrets.Sorted()) {
    const directory::SecretRotation& rotation = secret->rotation;
    if (!rotation.enabled || secret->deleted || secret->is_replica() || !Has(rotation.lambda_arn)) continue;
    if (!rotation.running.empty()) {
      // One that failed, or that the end of a server interrupted.
      if (rotation.last_failed && now < *rotation.last_failed + kTryAgainAfter) continue;
      Start({secret->key(), secret->suffix, rotation.running});
      continue;
    }
    const std::optional<rotation::Window> window = rotation::NextWindow(rotation);
    if (window && window->start <= now) StartDue(*secret);
  }
}

void Rotator::StartDue(const SecretRecord& due) {
  const std::string token = RandomUuid(parts_.random);
  const Result<void> written = parts_.directory.Write([&](directory::Transaction& transaction) {
    const auto found = transaction.snapshot().secrets.Find(due.key());
    if (found == nullptr || found->suffix != due.suffix || !found->rotation.enabled ||
        !found->rotation.running.empty()) {
      return false;
    }
    SecretRecord secret = *found;
    AddPendingVersion(secret, token, parts_.clock.Now());
    secret.rotation.running = token;
    PutWithReplicas(transaction, std::move(secret));
    return true;
  });
  if (!written.ok()) {
    parts_.warn("rotation: " + written.error().message);
    return;
  }
  Start({due.key(), due.suffix, token});
}

}  // namespace rolecall::services::secretsmanager
