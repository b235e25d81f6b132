"""The shapes of the definition files: what may stand where. Pydantic reads them and makes the JSON Schema of them.

They follow the files key by key; the values that the rest of kokoq works with are made of them by ``assemble``.
"""

from kokoq.definitions.documents.acceptance import AcceptedDocument, AcceptedFile
from kokoq.definitions.documents.campaign import (
    CoverageDocument,
    HeaderDocument,
    MunicipalityDocument,
    PeersDocument,
    SettingsDocument,
    SkipDocument,
    SourceDocument,
    UnpivotDocument,
)
from kokoq.definitions.documents.case import CaseDataDocument, CaseDocument, CaseFile
from kokoq.definitions.documents.catalogue import (
    ActDocument,
    CatalogueDocument,
    CheckDocument,
    ClusteringDocument,
    DictionaryDocument,
    DictionaryFile,
    FieldDocument,
    KeyDocument,
    PolicyDocument,
    RoundingDocument,
    TableDocument,
    ZoneDocument,
)
from kokoq.definitions.documents.decision import DecisionDocument, RegisterDocument
from kokoq.definitions.documents.profile import NodeDocument, ProfileFile, ScoringDocument
from kokoq.definitions.documents.regulation import (
    BetterDocument,
    CollectionDocument,
    CorridorDocument,
    GoalDocument,
    IndicatorDocument,
    JumpsDocument,
    PartDocument,
    PeriodicityDocument,
    RegulationDocument,
)
from kokoq.definitions.documents.sample import (
    NormalDocument,
    OrganisationDocument,
    ProfileDocument,
    RecordsDocument,
    RuleDocument,
)
from kokoq.definitions.documents.scale import (
    BandDocument,
    ChecklistDocument,
    LinearDocument,
    OutcomeDocument,
    PerUnitDocument,
    RelativeDocument,
    ScaleDocument,
)
from kokoq.definitions.documents.shorthand import Citations, Document, SeverityDocument, ValidDocument

__all__ = [
    "AcceptedDocument",
    "AcceptedFile",
    "ActDocument",
    "BandDocument",
    "BetterDocument",
    "CaseDataDocument",
    "CaseDocument",
    "CaseFile",
    "CatalogueDocument",
    "CheckDocument",
    "ChecklistDocument",
    "Citations",
    "ClusteringDocument",
    "CollectionDocument",
    "CorridorDocument",
    "CoverageDocument",
    "DecisionDocument",
    "DictionaryDocument",
    "DictionaryFile",
    "Document",
    "FieldDocument",
    "GoalDocument",
    "HeaderDocument",
    "IndicatorDocument",
    "JumpsDocument",
    "KeyDocument",
    "LinearDocument",
    "MunicipalityDocument",
    "NodeDocument",
    "NormalDocument",
    "OrganisationDocument",
    "OutcomeDocument",
    "PartDocument",
    "PeersDocument",
    "PerUnitDocument",
    "PeriodicityDocument",
    "PolicyDocument",
    "ProfileDocument",
    "ProfileFile",
    "RecordsDocument",
    "RegisterDocument",
    "RegulationDocument",
    "RelativeDocument",
    "RoundingDocument",
    "RuleDocument",
    "ScaleDocument",
    "ScoringDocument",
    "SettingsDocument",
    "SeverityDocument",
    "SkipDocument",
    "SourceDocument",
    "TableDocument",
    "UnpivotDocument",
    "ValidDocument",
    "ZoneDocument",
]
