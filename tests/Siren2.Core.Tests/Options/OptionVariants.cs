using System.Collections;
using System.Reflection;
using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Segments;

namespace Siren2.Core.Tests.Options;

/// <summary>Every change of a single property, anywhere in options, by reflection: what is added to them later is among these too.</summary>
internal static class OptionVariants
{
    /// <summary>Options that are walked into.</summary>
    public static Type[] Types { get; } =
    [
        typeof(UpsamplerOptions), typeof(BlindOptions), typeof(GuidedOptions), typeof(FitOptions), typeof(AdamOptions), typeof(SirenDecoderOptions),
        typeof(SeaNetEncoderOptions), typeof(SincQuality), typeof(AntiAliasingFilter), typeof(WeightedLoss), typeof(HybridLoss), typeof(MultiResolutionStftLoss),
        typeof(StftResolution), typeof(MeanSquaredErrorLoss), typeof(MeanAbsoluteErrorLoss),
    ];

    /// <summary>Options in which nothing is null that may be something.</summary>
    public static UpsamplerOptions Full { get; } = new()
    {
        Bandwidth = 3000,
        InputFilter = new AntiAliasingFilter(0.9, 0.05) { MaximumGain = 10 },
        Blind = Filled(new BlindOptions() with { Texture = new OtherTexture("one") }),
        Guided = Filled(new GuidedOptions { Loss = new HybridLoss(new(new MultiResolutionStftLoss(), 2), new(new MeanAbsoluteErrorLoss())) }),
    };

    /// <summary>The options with one property changed, and which.</summary>
    public static IEnumerable<(string Path, object Changed)> Of(object options) => Of(options, "", (property, value) => (true, Other(property, value)));

    /// <summary>The options with one number that is not whole changed to a zero of a sign, and which, where it may be zero at all.</summary>
    public static IEnumerable<(string Path, object Changed)> WithZero(object options, bool isNegative) => Of(options, "", (property, _) =>
    {
        double zero = isNegative ? -0.0 : 0.0;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(double) ? (true, zero) : type == typeof(float) ? (true, (float)zero) : (false, null);
    });

    private static IEnumerable<(string Path, object Changed)> Of(
        object options, string path, Func<PropertyInfo, object?, (bool IsChanged, object? Value)> other)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSetting))
        {
            string name = path + property.Name;
            object? value = property.GetValue(options);
            IEnumerable<(string Path, object? Changed)> changes = value is not null && Types.Contains(value.GetType())
                ? Of(value, name + ".", other).Select(change => (change.Path, (object?)change.Changed))
                : [];
            (bool isChanged, object? own) = other(property, value);
            foreach ((string where, object? changed) in isChanged ? changes.Append((name, own)) : changes)
            {
                if (IfAllowed(options, property, changed) is object whole)
                {
                    yield return (where, whole);
                }
            }
        }
    }

    /// <summary>Properties that are set, not computed from others. Encoders of more than one channel are allowed in no fit.</summary>
    public static bool IsSetting(PropertyInfo property) => property.Name switch
    {
        "Hop" => property.DeclaringType == typeof(StftResolution),
        "InputCount" or "Identity" or "Channels" => false,
        _ => true,
    };

    private static T Filled<T>(T networks)
        where T : NetworkOptions
    {
        NetworkOptions filled = networks with
        {
            Encoder = new() { Ratios = [4, 2], Dimension = 8, FilterCount = 4 },
            EncoderWeights = Weights(1),
            ExtraLoss = new(new MultiResolutionStftLoss(), 0.5),
            Fit = new() { TimeBudget = TimeSpan.FromSeconds(5), PlateauSteps = 3 },
            Model = new SirenSegmentModel(),
        };
        return (T)filled;
    }

    public static SafetensorsFile Weights(float value)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, [new NamedTensor("w", [1], [value])]);
        return SafetensorsFile.Parse(stream.ToArray());
    }

    /// <summary>Null where the property does not allow the zero that it is given; no other value is refused.</summary>
    private static object? IfAllowed(object options, PropertyInfo property, object? value)
    {
        try
        {
            return With(options, property, value);
        }
        catch (Exception e) when (value is 0.0 or 0f && (e.InnerException ?? e) is ArgumentException)
        {
            return null;
        }
    }

    private static object With(object options, PropertyInfo property, object? value)
    {
        if (property.CanWrite)
        {
            object copy = options.GetType().GetMethod("<Clone>$")!.Invoke(options, null)!;
            property.SetValue(copy, value);
            return copy;
        }

        // Those that are made whole, by their constructors.
        return (options, property.Name) switch
        {
            (AntiAliasingFilter filter, "Center") => new AntiAliasingFilter((double)value!, filter.Width) { MaximumGain = filter.MaximumGain },
            (AntiAliasingFilter filter, "Width") => new AntiAliasingFilter(filter.Center, (double)value!) { MaximumGain = filter.MaximumGain },
            (WeightedLoss loss, "Weight") => new WeightedLoss(loss.Loss, (double)value!),
            (WeightedLoss loss, "Loss") => new WeightedLoss((IWaveformLoss)value!, loss.Weight),
            (HybridLoss, "Parts") => new HybridLoss([.. (IEnumerable<WeightedLoss>)value!]),
            (MultiResolutionStftLoss, "Resolutions") => new MultiResolutionStftLoss([.. (IEnumerable<StftResolution>)value!]),
            (StftResolution r, "FftSize") => new StftResolution((int)value!, r.Hop, r.WindowLength),
            (StftResolution r, "Hop") => new StftResolution(r.FftSize, (int)value!, r.WindowLength),
            (StftResolution r, "WindowLength") => new StftResolution(r.FftSize, r.Hop, (int)value!),
            _ => throw new InvalidOperationException($"{options.GetType().Name}.{property.Name} is set by nothing that this test knows."),
        };
    }

    /// <summary>Another value that the property allows.</summary>
    private static object? Other(PropertyInfo property, object? value) => value switch
    {
        bool truth => !truth,
        int when property.Name == "FftSize" => 2 * (int)value,
        int when property.Name == "Depth" => 3,
        int number => number + 1,
        float number => 0.99f * number,
        double number => 0.99 * number,
        string text => text + "x",
        TimeSpan time => time + TimeSpan.FromTicks(1),
        LearningRateSchedule => LearningRateSchedule.Steps(1e-3, 0.5, 7),
        SafetensorsFile => Weights(2),
        Enum => Enum.ToObject(value.GetType(), ((IConvertible)value).ToInt32(null) == 0 ? 1 : 0),
        IReadOnlyList<WeightedLoss> parts => parts.Skip(1).ToArray(),
        IReadOnlyList<StftResolution> resolutions => resolutions.Skip(1).ToArray(),
        IReadOnlyList<int> numbers => numbers.Reverse().ToArray(),
        IMissingBandModel => new OtherLevels(),
        IEnergyBudget => new OtherBudget(),
        ITextureSource => new OtherTexture("two"),
        ISegmentModel => new OtherModel(),
        IWaveformLoss => new DelegateLoss((_, _, _) => 0),
        null when property.PropertyType == typeof(string) => "name",
        null when property.PropertyType == typeof(ICheckpointStore) => new FileCheckpointStore("name"),
        _ when Types.Contains(property.PropertyType) && !property.PropertyType.IsValueType && value is not IEnumerable => Another(property, value),
        _ => throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} is of a kind that this test knows no other "
            + $"value of."),
    };

    private static object? Another(PropertyInfo property, object? value) => value switch
    {
        SirenDecoderOptions decoder => decoder with { Width = decoder.Width + 1 },
        FitOptions fit => fit with { StepCount = fit.StepCount + 1 },
        AdamOptions adam => adam with { Beta1 = 0.5f },
        SincQuality quality => quality with { Attenuation = 100 },
        BlindOptions blind => blind with { SegmentLength = 5000 },
        GuidedOptions guided => guided with { SegmentLength = 5000 },
        _ when IsNullable(property) => null,
        _ => throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} is of a kind that this test knows no other "
            + $"value of."),
    };

    private static bool IsNullable(PropertyInfo property) => new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private sealed class OtherLevels : IMissingBandModel
    {
        public string Identity => "other levels";

        public double LowestBandEdge => 0;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed class OtherBudget : IEnergyBudget
    {
        public string Identity => "other budget";

        public BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class OtherTexture(string name) : ITextureSource
    {
        public string Identity => name;

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class OtherModel : ISegmentModel
    {
        public string Identity => "other network";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => throw new NotSupportedException();

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => throw new NotSupportedException();
    }
}
