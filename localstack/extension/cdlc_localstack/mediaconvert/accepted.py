"""The settings of a job that are carried out. Whatever is missing here is refused by its path.

Bounds are those of AWS's model, which nobody checks before (botocore leaves out numbers inside structures).
"""

from __future__ import annotations

from cdlc_localstack.mediaconvert.checking import Many, Named, Rule, Text, Within, one_of

_ANY = 2147483647
_S3 = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?"
_OFF = one_of("DISABLED")
_NONE = one_of("NONE")
_AT_LEAST_1 = Within(1, _ANY)
_LEVELS = "1 1_1 1_2 1_3 2 2_1 2_2 3 3_1 3_2 4 4_1 4_2 5 5_1 5_2"
_BITRATE = Within(1000, 1_152_000_000)

H264: dict[str, Rule] = {
    "AdaptiveQuantization": one_of("OFF", "AUTO", "LOW", "MEDIUM", "HIGH", "HIGHER", "MAX"),
    "Bitrate": _BITRATE,
    "CodecLevel": one_of("AUTO", *(f"LEVEL_{level}" for level in _LEVELS.split())),
    "CodecProfile": one_of("BASELINE", "MAIN", "HIGH"),
    "DynamicSubGop": one_of("ADAPTIVE", "STATIC"),
    "EntropyEncoding": one_of("CABAC", "CAVLC"),
    "FieldEncoding": one_of("PAFF"),  # says nothing about progressive pictures
    "FlickerAdaptiveQuantization": _OFF,
    "FramerateControl": one_of("INITIALIZE_FROM_SOURCE", "SPECIFIED"),
    "FramerateConversionAlgorithm": one_of("DUPLICATE_DROP"),
    "FramerateDenominator": _AT_LEAST_1,
    "FramerateNumerator": _AT_LEAST_1,
    "GopBReference": one_of("DISABLED", "ENABLED"),
    "GopClosedCadence": Within(1, 1),
    "GopSize": Within(0, 100_000),
    "GopSizeUnits": one_of("FRAMES", "SECONDS", "AUTO"),
    "HrdBufferSize": Within(0, 1_152_000_000),
    "InterlaceMode": one_of("PROGRESSIVE"),
    "MaxBitrate": _BITRATE,
    "MinIInterval": Within(0, 0),
    "NumberBFramesBetweenReferenceFrames": Within(0, 7),
    "NumberReferenceFrames": Within(1, 6),
    "ParControl": one_of("INITIALIZE_FROM_SOURCE", "SPECIFIED"),
    "ParDenominator": _AT_LEAST_1,
    "ParNumerator": _AT_LEAST_1,
    "QualityTuningLevel": one_of("SINGLE_PASS", "SINGLE_PASS_HQ"),
    "QvbrSettings": {"QvbrQualityLevel": Within(1, 10), "QvbrQualityLevelFineTune": Within(0, 1)},
    "RateControlMode": one_of("VBR", "CBR", "QVBR"),
    "RepeatPps": _OFF,
    "SceneChangeDetect": one_of("DISABLED", "ENABLED"),
    "Slices": Within(1, 32),
    "SlowPal": _OFF,
    "Softness": Within(0, 0),
    "SpatialAdaptiveQuantization": one_of("ENABLED"),
    "Syntax": one_of("DEFAULT"),
    "Telecine": _NONE,
    "TemporalAdaptiveQuantization": one_of("ENABLED"),
    "UnregisteredSeiTimecode": _OFF,
}

FRAME_CAPTURE: dict[str, Rule] = {
    "FramerateDenominator": _AT_LEAST_1,
    "FramerateNumerator": _AT_LEAST_1,
    "MaxCaptures": Within(1, 10_000_000),
    "Quality": Within(1, 100),
}

VIDEO: dict[str, Rule] = {
    "AfdSignaling": _NONE,
    "AntiAlias": one_of("ENABLED"),
    "CodecSettings": {
        "Codec": one_of("H_264", "FRAME_CAPTURE"),
        "FrameCaptureSettings": FRAME_CAPTURE,
        "H264Settings": H264,
    },
    "ColorMetadata": one_of("INSERT"),
    "DropFrameTimecode": one_of("DISABLED", "ENABLED"),  # of a timecode that is not written
    "Height": Within(32, 8192),
    "RespondToAfd": _NONE,
    "ScalingBehavior": one_of("DEFAULT", "STRETCH_TO_OUTPUT", "FIT", "FIT_NO_UPSCALE", "FILL"),
    "TimecodeInsertion": _OFF,
    "TimecodeTrack": _OFF,
    "Width": Within(32, 8192),
}

AUDIO: dict[str, Rule] = {
    "AudioSourceName": Text(),
    "AudioTypeControl": one_of("FOLLOW_INPUT"),
    "CodecSettings": {
        "Codec": one_of("AAC"),
        "AacSettings": {
            "Bitrate": Within(6000, 1_024_000),
            "CodecProfile": one_of("LC"),
            "CodingMode": one_of("CODING_MODE_1_0", "CODING_MODE_2_0", "CODING_MODE_5_1"),
            "AudioDescriptionBroadcasterMix": one_of("NORMAL"),
            "RateControlMode": one_of("CBR"),
            "RawFormat": _NONE,
            "SampleRate": Within(8000, 96_000),
            "Specification": one_of("MPEG4"),
        },
    },
    "LanguageCode": Text("[A-Z]{3}"),
    "LanguageCodeControl": one_of("FOLLOW_INPUT", "USE_CONFIGURED"),
    "StreamName": Text(r"[\w\s-]*"),
}

_TRACK_TYPES = one_of(
    "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT", "ALTERNATE_AUDIO_AUTO_SELECT", "ALTERNATE_AUDIO_NOT_AUTO_SELECT"
)
_GROUPING: dict[str, Rule] = {
    "AudioGroupId": Text(r"[^\"\r\n]+"),
    "AudioRenditionSets": Text(r"[^\"\r\n]+"),
    "AudioTrackType": _TRACK_TYPES,
    "DescriptiveVideoServiceFlag": one_of("DONT_FLAG"),
    "IFrameOnlyManifest": one_of("EXCLUDE"),
}

OUTPUT: dict[str, Rule] = {
    "AudioDescriptions": Many(AUDIO, 0, 1),
    "ContainerSettings": {
        "Container": one_of("CMFC", "M3U8", "MP4", "RAW"),
        "CmfcSettings": {
            **_GROUPING,
            "AudioDuration": one_of("DEFAULT_CODEC_DURATION"),
            "KlvMetadata": _NONE,
            "ManifestMetadataSignaling": _OFF,
            "Scte35Esam": _NONE,
            "Scte35Source": _NONE,
            "TimedMetadata": _NONE,
        },
        "M3u8Settings": {
            "AudioDuration": one_of("DEFAULT_CODEC_DURATION"),
            "NielsenId3": _NONE,
            "Scte35Source": _NONE,
            "TimedMetadata": _NONE,
        },
        "Mp4Settings": {
            "AudioDuration": one_of("DEFAULT_CODEC_DURATION"),
            "CslgAtom": one_of("INCLUDE", "EXCLUDE"),
            "FreeSpaceBox": one_of("EXCLUDE"),
            "MoovPlacement": one_of("PROGRESSIVE_DOWNLOAD", "NORMAL"),
        },
    },
    "Extension": Text(r"[A-Za-z0-9]{1,16}"),
    "NameModifier": Text(r"[^/\\\x00-\x1f\"$]{1,256}"),
    "OutputSettings": {"HlsSettings": {**_GROUPING, "AudioOnlyContainer": one_of("AUTOMATIC", "M2TS")}},
    "VideoDescription": VIDEO,
}

_SEGMENTED: dict[str, Rule] = {
    "ClientCache": one_of("ENABLED"),
    "CodecSpecification": one_of("RFC_6381"),
    "Destination": Text(_S3),
    "ImageBasedTrickPlay": _NONE,
    "ManifestCompression": _NONE,
    "ManifestDurationFormat": one_of("FLOATING_POINT"),
    "MinFinalSegmentLength": Within(0, _ANY),
    "SegmentControl": one_of("SEGMENTED_FILES", "SINGLE_FILE"),
    "SegmentLength": _AT_LEAST_1,
    "SegmentLengthControl": one_of("EXACT", "GOP_MULTIPLE"),
    "StreamInfResolution": one_of("INCLUDE"),
    "TargetDurationCompatibilityMode": one_of("LEGACY", "SPEC_COMPLIANT"),
}

GROUP: dict[str, Rule] = {
    "CustomName": Text(),
    "Name": Text(),
    "OutputGroupSettings": {
        "Type": one_of("CMAF_GROUP_SETTINGS", "HLS_GROUP_SETTINGS", "FILE_GROUP_SETTINGS"),
        "CmafGroupSettings": {
            **_SEGMENTED,
            "FragmentLength": _AT_LEAST_1,
            "MpdProfile": one_of("MAIN_PROFILE"),  # of a manifest that is not written
            "PtsOffsetHandlingForBFrames": one_of("ZERO_BASED"),
            "VideoCompositionOffsets": one_of("SIGNED"),
            "WriteDashManifest": _OFF,
            "WriteHlsManifest": one_of("ENABLED"),
            "WriteSegmentTimelineInRepresentation": one_of("DISABLED", "ENABLED"),
        },
        "HlsGroupSettings": {
            **_SEGMENTED,
            "CaptionLanguageSetting": one_of("OMIT", "NONE"),
            "DirectoryStructure": one_of("SINGLE_DIRECTORY"),
            "MinSegmentLength": Within(0, 0),
            "OutputSelection": one_of("MANIFESTS_AND_SEGMENTS"),
            "ProgramDateTime": one_of("EXCLUDE"),
            "TimedMetadataId3Frame": _NONE,
        },
        "FileGroupSettings": {"Destination": Text(_S3)},
    },
    "Outputs": Many(OUTPUT, 1, 50),
}

SETTINGS: dict[str, Rule] = {
    "AdAvailOffset": Within(0, 0),
    "Inputs": Many(
        {
            "AudioSelectors": Named(
                {
                    "DefaultSelection": one_of("DEFAULT", "NOT_DEFAULT"),
                    "Offset": Within(0, 0),
                    "ProgramSelection": Within(0, 1),
                    "SelectorType": one_of("TRACK"),
                    "Tracks": Many(_AT_LEAST_1, 1, 1),
                }
            ),
            "DeblockFilter": _OFF,
            "DenoiseFilter": _OFF,
            "FileInput": Text(_S3),
            "FilterEnable": one_of("AUTO", "DISABLE"),
            "FilterStrength": Within(0, 0),
            "InputScanType": one_of("AUTO"),
            "PsiControl": one_of("USE_PSI"),
            "TimecodeSource": one_of("ZEROBASED", "EMBEDDED"),
            "VideoSelector": {
                "AlphaBehavior": one_of("DISCARD"),
                "ColorSpace": one_of("FOLLOW"),
                "Rotate": one_of("DEGREE_0", "DEGREES_90", "DEGREES_180", "DEGREES_270", "AUTO"),
                "SampleRange": one_of("FOLLOW"),
            },
        },
        1,
        1,
    ),
    "OutputGroups": Many(GROUP, 1, 20),
    "TimecodeConfig": {"Source": one_of("ZEROBASED", "EMBEDDED")},  # nothing here reads or writes a timecode
}
