using System.Text.Json;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Fits;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Options;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2.Persistence;

/// <summary>
/// Reads what is saved of a fit beside clip and tensors. Nothing in it is believed: every number is checked, and none of them
/// costs memory beyond that of the text.
/// </summary>
internal static class FitDocumentReader
{
    /// <exception cref="InvalidDataException">The text is not valid, or contradicts itself.</exception>
    public static FitDocument Read(string text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Read(new DocumentMembers(json.RootElement, string.Empty))
                : throw new InvalidDataException("Not a valid saved fit: its description is no JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as \ud800 that stands for half a character.
            throw new InvalidDataException($"Not a valid saved fit: its description is not valid JSON: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            // What options allow they say themselves.
            throw new InvalidDataException($"Not a valid saved fit: {e.Message}", e);
        }
    }

    private static FitDocument Read(DocumentMembers root)
    {
        int rate = root.Integer("clipRate", 1, AudioClip.MaximumSampleRate);
        int length = root.Integer("clipLength", 0, Array.MaxLength);
        int channels = root.Integer("clipChannels", 1, ushort.MaxValue);
        FitRecipe recipe = ReadRecipe(root, rate, length);
        var networks = new List<SavedNetwork>();
        var reports = new List<NetworkReport>();
        (int Channel, int Segment) last = (-1, 0);
        foreach (DocumentMembers members in root.Objects("networks"))
        {
            (int Channel, int Segment) place =
                (members.Integer("channel", 0, channels - 1), members.Integer("segment", 0, recipe.Segments.Segments.Count - 1));
            if (place.CompareTo(last) <= 0)
            {
                throw members.Refuse("segment", "after that of the network before it");
            }

            last = place;
            reports.Add(ReadReport(members, place.Channel, recipe.Segments.Segments[place.Segment]));
            if (ReadScale(members) is float scale)
            {
                networks.Add(new SavedNetwork(place.Channel, place.Segment, scale));
            }
        }

        return new FitDocument(rate, length, channels, recipe, ReadReport(root, recipe, rate, length, reports), networks);
    }

    private static FitRecipe ReadRecipe(DocumentMembers root, int clipRate, int clipLength)
    {
        FitMode mode = root.Name<FitMode>("mode");
        int outputRate = root.Integer("outputRate", clipRate, AudioClip.MaximumSampleRate);
        SeaNetEncoderOptions? encoder = root.ObjectOrNull("encoder") is DocumentMembers members ? ReadEncoder(members) : null;
        OptionsDescription options = ReadOptions(root, mode);
        return new FitRecipe
        {
            Mode = mode,
            OutputRate = outputRate,
            Band = ReadBand(root, clipRate),
            Interpolation = ReadInterpolation(root.Object("interpolation")),
            Detail = root.Number("detail") is >= 0 and <= 1 and double detail ? detail : throw root.Refuse("detail", "from 0 to 1"),
            RefinementIterations = root.Integer("refinementIterations", 0, 1000),
            KeepsLevels = root.Truth("keepsLevels"),
            IsProjected = root.Truth("isProjected") || mode == FitMode.Guided
                ? root.Truth("isProjected")
                : throw root.Refuse("isProjected", "true, as it is in every blind fit"),
            Segments = ReadSegments(root, mode, new RateRatio(clipRate, outputRate).OutputLength(clipLength)),
            Siren = root.ObjectOrNull("decoder") is DocumentMembers decoder ? new() { Decoder = ReadDecoder(decoder), Encoder = encoder } : null,
            Parts = new FitParts(root.Text("segmentModel"), root.TextOrNull("levelModel"), root.TextOrNull("budget"), root.TextOrNull("texture")),
            Seed = root.Integer("seed", int.MinValue, int.MaxValue),
            Options = options,
        };
    }

    /// <summary>The options of the record, which have to be those of the recipe where both say the same thing.</summary>
    private static OptionsDescription ReadOptions(DocumentMembers root, FitMode mode)
    {
        string text = root.Text("options");
        using JsonDocument? json = OptionsDescription.Parse(text);
        if (json is null || OptionsDescription.ModeOf(json.RootElement) is not FitMode ofOptions)
        {
            throw root.Refuse("options", "a description of the options of a blind or of a guided fit");
        }

        if (mode != ofOptions)
        {
            throw root.Refuse("mode", $"{ofOptions}, as the fit's own options are");
        }

        var members = new DocumentMembers(json.RootElement, "options.");
        if (root.Integer("seed", int.MinValue, int.MaxValue) != members.Integer("seed", int.MinValue, int.MaxValue))
        {
            throw root.Refuse("seed", "that of the fit's own options");
        }

        return mode == FitMode.Guided || root.Number("detail").Equals(members.Number("detail"))
            ? new OptionsDescription(text)
            : throw root.Refuse("detail", "that of the fit's own options");
    }

    private static InputBand ReadBand(DocumentMembers root, int clipRate)
    {
        double bandwidth = root.Number("bandwidth");
        return bandwidth >= Math.Min(UpsamplerOptions.LowestBandwidth, 0.5 * clipRate) && bandwidth <= 0.5 * clipRate
            ? new(bandwidth, root.ObjectOrNull("inputFilter") is DocumentMembers filter
                ? new AntiAliasingFilter(filter.Number("center"), filter.Number("width")) { MaximumGain = filter.Number("maximumGain") }
                : AntiAliasingFilter.Ideal)
            {
                End = root.Name<InputBandEnd>("bandEnd"),
            }
            : throw root.Refuse("bandwidth", $"a number of hertz from {UpsamplerOptions.LowestBandwidth} to half of the clip's rate");
    }

    private static SincQuality ReadInterpolation(DocumentMembers members) => new()
    {
        PassbandEdge = members.Number("passbandEdge"),
        StopbandEdge = members.Number("stopbandEdge"),
        Attenuation = members.Number("attenuation"),
    };

    private static SirenDecoderOptions ReadDecoder(DocumentMembers members) => new()
    {
        Width = members.Integer("width", 1, int.MaxValue),
        Depth = members.Integer("depth", 1, int.MaxValue),
        Omega0 = (float)members.Number("omega0"),
        UseBaseline = members.Truth("useBaseline"),
    };

    private static SeaNetEncoderOptions ReadEncoder(DocumentMembers members) => new()
    {
        Channels = members.Integer("channels", 1, int.MaxValue),
        Dimension = members.Integer("dimension", 1, int.MaxValue),
        FilterCount = members.Integer("filterCount", 1, int.MaxValue),
        ResidualLayerCount = members.Integer("residualLayerCount", 0, int.MaxValue),
        Ratios = members.Integers("ratios"),
        KernelSize = members.Integer("kernelSize", 1, int.MaxValue),
        LastKernelSize = members.Integer("lastKernelSize", 1, int.MaxValue),
        ResidualKernelSize = members.Integer("residualKernelSize", 1, int.MaxValue),
        DilationBase = members.Integer("dilationBase", 1, int.MaxValue),
        Compress = members.Integer("compress", 1, int.MaxValue),
        LstmLayerCount = members.Integer("lstmLayerCount", 0, int.MaxValue),
        Causal = members.Truth("causal"),
        TrueSkip = members.Truth("trueSkip"),
        WeightNorm = members.Truth("weightNorm"),
    };

    private static SegmentPlan ReadSegments(DocumentMembers root, FitMode mode, int outputLength)
    {
        int overlap = root.Integer("overlap", 0, int.MaxValue);
        int[] starts = root.Integers("segmentStarts");
        SegmentPlan plan = SegmentPlan.Of(starts, overlap, Math.Max(1, outputLength))
            ?? throw root.Refuse("segmentStarts", $"a list that covers {outputLength} samples with overlaps of {overlap}");

        // Frames of a segment must be frames of the whole clip's envelope.
        return mode == FitMode.Guided || Array.TrueForAll(starts, start => start % MissingBandTarget.Hop == 0)
            ? plan
            : throw root.Refuse("segmentStarts", $"a list of multiples of {MissingBandTarget.Hop}");
    }

    private static float? ReadScale(DocumentMembers members)
    {
        float? scale = (float?)members.NumberOrNull("scale");
        return scale is null or (> 0 and <= float.MaxValue) ? scale : throw members.Refuse("scale", "a positive number or null");
    }

    private static NetworkReport ReadReport(DocumentMembers members, int channel, Segment segment)
    {
        var outcome = new FitOutcome(
            members.Name<StopReason>("reason"),
            members.Numbers("losses"),
            members.NumberOrNull("bestLoss") ?? double.PositiveInfinity,
            members.Integer("divergences", 0, int.MaxValue));
        return new NetworkReport
        {
            Channel = channel,
            Start = segment.Start,
            Length = segment.Length,
            ParameterCount = members.Integer("parameterCount", 1, int.MaxValue),
            Outcome = outcome,
        };
    }

    private static UpsampleReport ReadReport(
        DocumentMembers root, FitRecipe recipe, int clipRate, int clipLength, IReadOnlyList<NetworkReport> networks)
    {
        double cost = root.NumberOrNull("estimatedPsnrCost") ?? double.PositiveInfinity;
        double gain = root.NumberOrNull("gainOverBaseline") ?? double.PositiveInfinity;
        return new UpsampleReport
        {
            Mode = recipe.Mode,
            InputSampleRate = clipRate,
            OutputSampleRate = recipe.OutputRate,
            Length = new RateRatio(clipRate, recipe.OutputRate).OutputLength(clipLength),
            InputBandwidth = recipe.Band.Bandwidth,
            InputBandEnd = recipe.Band.End,
            InputFilter = recipe.Band.Filter,
            Elapsed = TimeSpan.Zero,
            Networks = networks,
            WasCanceled = root.Truth("wasCanceled"),
            IsProjected = recipe.IsProjected,
            LevelModel = root.TextOrNull("usedLevelModel"),
            Texture = root.TextOrNull("usedTexture"),
            EstimatedPsnrCost = recipe.Mode == FitMode.Blind ? cost : null,
            GainOverBaseline = recipe.Mode == FitMode.Guided ? gain : null,
            Description = recipe.Options,
        };
    }
}
