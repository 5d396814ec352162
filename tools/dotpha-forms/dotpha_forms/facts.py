"""What each form needs, gathered from the services: {"form": name, ...}, in the contract's field names. It is all that a
form is made of, so it can be kept as a file and printed again."""
from datetime import date

from .errors import ServiceError, refuse
from .forms import quang_ngai
from .wording import to_date, to_instant


class Gatherer:
    def __init__(self, services, today=None):
        self.services = services
        self.today = today or date.today()
        self._agencies = None
        self._bodies = None
        self._people = {}
        self._registrations = {}

    # ---- what several forms need ----

    def authority(self):
        return self.services.call("authority", "get")["authority"]

    def agency(self, agency_id):
        if self._agencies is None:
            self._agencies = {agency["agency_id"]: agency["display_name"]
                              for agency in self.services.all("agencies", "agency", "list")}
        return self._agencies.get(agency_id, agency_id)

    def bodies(self):
        if self._bodies is None:
            self._bodies = {body["body_id"]: body["display_name"] for body in self.services.all("bodies", "body", "list")}
        return self._bodies

    def body(self, body_id):
        return {"body_id": body_id, "display_name": self.bodies().get(body_id, body_id)}

    def person(self, official_id, on=None):
        """With the posts of that day, the principal one first."""
        on = on or self.today
        if (official_id, on) not in self._people:
            answer = self.services.call("official", "get", official_id)
            posts = [post for post in answer.get("positions", []) if _holds(post, on)]
            posts.sort(key=lambda post: not post.get("principal", False))
            self._people[official_id, on] = {
                "official_id": official_id,
                "full_name": answer["official"]["full_name"],
                "titles": [post["title"] for post in posts],
                "workplace": self.agency(posts[0]["agency_id"]) if posts else "",
            }
        return self._people[official_id, on]

    def people(self, official_ids, on=None):
        """Those whom the caller may know; of the others a list has the id alone."""
        found = {}
        for official_id in dict.fromkeys(official_ids):
            try:
                found[official_id] = self.person(official_id, on)
            except ServiceError as error:
                if "OFFICIAL_NOT_FOUND" not in str(error):
                    raise
        return found

    def work(self, work_id):
        """The content of an assigned work. Where it is the registered one, it stands in the registration."""
        record = self.services.call("work", "get", work_id)["work"]
        content = record.get("content")
        if not content and record.get("registration_id"):
            registration = self._registration(record["registration_id"])
            content = next((work for work in registration.get("works", []) if work["work_id"] == work_id), None)
        return {**(content or {}), **{key: record[key] for key in ("work_id", "duration", "start_on", "end_on")
                                      if record.get(key)}}

    def works(self, work_ids):
        return {work_id: self.work(work_id) for work_id in dict.fromkeys(work_ids)}

    def _registration(self, registration_id):
        if registration_id not in self._registrations:
            answer = self.services.call("registration", "get", registration_id)
            self._registrations[registration_id] = answer["registration"]
        return self._registrations[registration_id]

    # ---- forms ----

    def registration(self, registration_id):
        registration = self._registration(registration_id)
        official_id, on = registration["official_id"], _day_of(registration)
        facts = {"form": "registration", "registration": registration, "person": self.person(official_id, on)}
        if not quang_ngai.is_for(registration):
            return facts
        route = self.services.call("official", "route", official_id, "--on", on or self.today)["route"]
        via = f" (qua {self.body_name(route['via'])})" if route.get("via") else ""
        return {**facts, "form": "qn-registration", "addressee": self.body_name(route["to"]) + via}

    def body_name(self, body_id):
        """Of a family of bodies (BTV_CAP_UY:huyen-uy-son-ha) one is named by its agency."""
        family, _, agency_id = body_id.partition(":")
        name = self.bodies().get(body_id) or self.bodies().get(family, family)
        return f"{name} ({self.agency(agency_id)})" if agency_id and body_id not in self.bodies() else name

    def plan(self, plan_id):
        plan = self.services.call("plan", "get", plan_id)["plan"]
        for entry in plan.get("coordination", []):
            entry["agency_names"] = [self.agency(agency) for agency in entry.get("agency_ids", [])]
        return {"form": "plan", "plan": plan, "person": self.person(plan["official_id"], _day_of(plan)),
                "works": self.works(work["work_id"] for work in plan.get("works", []))}

    def blank_plan(self, official_id, cycle):
        from .forms.plan import blank

        held = [work["work_id"] for work in self.services.all("works", "work", "list", "--official-id", official_id)
                if work.get("state") in ("WORK_STATE_ACTIVE", "WORK_STATE_ENDED") and _runs_in(work, cycle)]
        if not held:
            refuse("NOTHING_ASSIGNED", f"no work of {official_id} runs in {cycle}")
        works = self.works(held)
        return {"form": "plan", "plan": blank(official_id, cycle, works), "works": works,
                "person": self.person(official_id)}

    def report(self, report_id):
        answer = self.services.call("report", "get", report_id)
        report, deliveries = answer["report"], answer.get("deliveries", [])
        received = to_instant(report["received_at"])
        plan = self._plan_of(report["official_id"], received)
        reports = self._reports_of(report["official_id"])
        earlier = self._as_known(reports, report)
        return {"form": "report", "report": report, "plan": plan, "earlier": earlier,
                "inherited": self._inherited(report["official_id"], plan, reports),
                "person": self.person(report["official_id"], received.date()),
                "works": self.works([work["work_id"] for work in plan.get("works", [])]
                                    + [cover["period"] for cover in report["covers"] if cover["duty"] == "RPT_STAGE"]),
                # To whom it went: the Standing Committee through the Organisation Commission, and the copies.
                "recipients": ["Ban Thường vụ Tỉnh ủy (qua Ban Tổ chức Tỉnh ủy)"]
                              + [self.bodies().get(delivery["body_id"], delivery["body_id"])
                                 for delivery in deliveries if delivery["role"] == "DELIVERY_ROLE_COPY"
                                 and delivery.get("version", 1) == report.get("version", 1)]}

    def blank_report(self, official_id, covers):
        """What a report on `covers` is filled into: the plan's rows as they were reported last."""
        plan = self._plan_of(official_id, None)
        earlier = self._reports_of(official_id)
        report = {"official_id": official_id, "covers": covers, "works": [], "narrative": {}}
        return {"form": "report", "report": report, "plan": plan, "earlier": earlier,
                "inherited": self._inherited(official_id, plan, earlier), "person": self.person(official_id),
                "works": self.works(work["work_id"] for work in plan.get("works", [])), "recipients": []}

    def _plan_of(self, official_id, at):
        """The official's plans that were sent by then, put together: a later one brings further works."""
        plans = [plan for plan in self.services.all("plans", "plan", "list", "--official-id", official_id)
                 if plan.get("state") != "PLAN_STATE_DRAFT" and (at is None or to_instant(plan["received_at"]) <= at)]
        plans.sort(key=lambda plan: plan["received_at"])
        works = {}
        for plan in plans:
            works.update({work["work_id"]: work for work in plan.get("works", [])})
        return {**(plans[-1] if plans else {"official_id": official_id}), "works": list(works.values())}

    def _reports_of(self, official_id):
        reports = self.services.all("reports", "report", "list", "--official-id", official_id)
        return sorted(reports, key=lambda report: report["recorded_at"])

    def _as_known(self, reports, report):
        """The other reports as they stood when this one was recorded: a later correction is not known to it."""
        known, until = [], to_instant(report["recorded_at"])
        for other in reports:
            if other["report_id"] == report["report_id"]:
                continue
            if to_instant(other["recorded_at"]) >= until:
                history = self.services.call("report", "get", other["report_id"]).get("history", [])
                versions = [entry["version"] for entry in history if to_instant(entry["recorded_at"]) < until]
                if not versions:
                    continue
                other = self.services.call("report", "get", other["report_id"], "--version", max(versions))["report"]
            known.append(other)
        return known

    def _inherited(self, official_id, plan, reports):
        """Completions that stand in no report of his: a predecessor's, or of years before the first day of use."""
        named = {(work["work_id"], item["item_id"]) for report in reports for work in report.get("works", [])
                 for item in work.get("items", [])}
        found = {}
        for cycle in sorted({plan["cycle"]} if plan.get("cycle") else ()):
            for work in self.services.call("report", "progress", official_id, cycle).get("works", []):
                for item in _items(work.get("tree", {})):
                    if (work["work_id"], item["label"]) not in named and item.get("completion_e2"):
                        found.setdefault(work["work_id"], {})[item["label"]] = item["completion_e2"]
        return found

    def proposals(self, cycle, body_id):
        """Of one body, or of all with the Organisation Commission's general report."""
        proposals = self.services.all("proposals", "proposal", "list", "--cycle", cycle)
        facts = {"form": "proposals", "cycle": cycle, "authority": self.authority(), "bodies": self.bodies(),
                 "body": self.body(body_id or "BTC")}
        concerned = []
        if body_id:
            proposals = [proposal for proposal in proposals if proposal["body_id"] == body_id]
        else:
            report = self.services.call("proposal", "get-general-report", cycle)["report"]
            facts["general_report"] = report
            concerned = [person for key in ("not_registered_official_ids", "without_proposal_official_ids",
                                            "not_judged_official_ids") for person in report.get(key, [])]
        facts["proposals"] = proposals
        ids = [proposal["item"]["official_id"] for proposal in proposals]
        facts["registrations"] = [self._registration(registration_id) for registration_id in dict.fromkeys(
            known for proposal in proposals for known in proposal.get("registration_ids", []))]
        return {**facts, "people": self.people(ids + concerned)}

    def results(self, period, body_id):
        """Of those whose papers the caller sees and the body leads; `BTC` stands for all of them."""
        general = body_id == "BTC"
        duty = "RPT_Q" if "-Q" in period else "RPT_H1" if period.endswith("-H1") else "RPT_Y"
        wire = period.removesuffix("-H1")
        reports = [report for report in self.services.all("reports", "report", "list", "--duty", duty, "--period", wire)
                   if general or self._leads(body_id, report["official_id"], _day_of(report))]
        appraisals = self.services.call("report", "appraisals", period).get("appraisals", [])
        for appraisal in appraisals:
            appraisal["body_name"] = self.body(appraisal["body_id"])["display_name"]
        owed = [one["obligation"] for one in self.services.call("report", "missing")["duties"]]
        missing = [one["debtor_id"] for one in owed if (one["duty"], one["period"]) == (duty, wire)
                   and (general or self._leads(body_id, one["debtor_id"], to_date(one["last_on_time_day"])))]
        return {"form": "results", "period": period, "general": general, "authority": self.authority(),
                "body": self.body(body_id), "reports": reports, "missing": missing,
                "appraisals": [one for one in appraisals if general or one["body_id"] == body_id],
                "people": self.people([report["official_id"] for report in reports] + missing),
                "works": self.works(done["work_id"] for report in reports for done in report.get("completion", []))}

    def _leads(self, body_id, official_id, on):
        try:
            route = self.services.call("official", "route", official_id, "--on", on)["route"]
        except ServiceError as error:
            # He has left, and his route with him. The caller sees his paper or duty all the same: it was his body's.
            if "OFFICIAL_NOT_FOUND" not in str(error):
                raise
            return True
        return route["lead"] == body_id

    def decisions(self, cycle):
        listed = self.services.all("decisions", "decision", "list", "--cycle", cycle)
        decisions = [self.services.call("decision", "get", decision["decision_id"])["decision"] for decision in listed]
        decisions.sort(key=lambda decision: decision["recorded_at"])
        items = [item for decision in decisions for item in decision.get("items", [])]
        return {"form": "decisions", "cycle": cycle, "authority": self.authority(), "decisions": decisions,
                "people": self.people(item["official_id"] for item in items),
                "works": self.works(work["work_id"] for item in items for work in item.get("works", []))}

    def fact_sheet(self, official_id, cycle):
        sheet = self.services.call("assessment", "fact-sheet", official_id, cycle)["fact_sheet"]
        return {"form": "fact-sheet", "authority": self.authority(), "fact_sheet": sheet,
                "person": self.person(official_id), "works": self.works(work["work_id"] for work in sheet.get("works", []))}

    def late(self, only_missing, body_id, cycle):
        filters = (["--body", body_id] if body_id else []) + (["--cycle", cycle] if cycle else [])
        answer = self.services.call("report", "missing" if only_missing else "late", *filters)
        return {"form": "late", "authority": self.authority(), "cycle": cycle, "only_missing": only_missing,
                "duties": answer["duties"], **({"body": self.body(body_id)} if body_id else {})}


def _holds(post, on):
    first, last = to_date(post.get("effective_from")), to_date(post.get("effective_to"))
    return (first is None or first <= on) and (last is None or on <= last)


def _day_of(paper):
    instant = to_instant(paper.get("received_at"))
    return instant.date() if instant else None


def _runs_in(work, cycle):
    return work["start_on"]["year"] <= cycle <= work["end_on"]["year"]


def _items(node):
    if node.get("level") == "ITEM":
        yield node
    for part in node.get("parts", []):
        yield from _items(part)
