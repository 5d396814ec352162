// A sample province as files: roster, works, journal, expected outcome (samples/<name>/README.md).
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "dotpha/registration/v1/directory_service.pb.h"
#include "dotpha/registration/v1/registration.pb.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::play {

// One line of journal.jsonl.
struct Act {
  int seq = 0;
  Instant at;
  std::string actor;       // official or staff id
  std::string kind;        // "registration.submit"
  std::string request_id;  // UUIDv5 of the client key, else of seq
  bool paper = false;
  Instant stamped_at;  // paper only
  // "accepted", "duplicate" or "rejected".
  std::string expect;
  std::string expected_code;  // of a rejection: a suggestion, shown beside what came
  nlohmann::json payload;
};

struct Sample {
  std::string authority;
  std::string display_name;
  // Registering is voluntary, and there is nothing else: no plans (samples/quang-ngai-2024).
  bool voluntary = false;
  std::string regulation_id;
  Date regulation_effective_from;
  int cycle = 0;
  int last_cycle = 0;                            // whose duties are compared, too: of a run from one year into the next
  registration::v1::ImportRosterRequest roster;  // posts in force on the day of import, without their later ends
  std::vector<registration::v1::Position> later_posts;  // take effect afterwards: recorded with their personnel.event
  std::map<std::string, nlohmann::json> works;          // by work id
  std::map<std::string, nlohmann::json> plans;          // by plan id
  std::map<std::string, std::string> field_in_charge;   // official id -> name of the agency of the principal post
  std::vector<Act> acts;                                // in order
  std::set<std::string> stage_holders;                  // officials named by opening.assignment
  nlohmann::json expected;
};

// A UUID that is always the same for this text: what is done twice under it is done once.
std::string UuidOf(const std::string& key);

// Reads the folder. `import_day`: posts that take effect after it are kept apart.
Result<Sample> LoadSample(const std::string& folder, Date import_day);

// The registration that an act submits, with its mutations applied.
Result<registration::v1::Registration> RegistrationOf(const Sample& sample, const Act& act);

}  // namespace dotpha::play
