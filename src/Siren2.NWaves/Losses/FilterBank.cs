using System.Globalization;
using System.Numerics.Tensors;
using NWaves.Filters.Fda;
using NWaves.Utils;

namespace Siren2.NWaves.Losses;

/// <summary>One of NWaves' banks at a sample rate, each filter without the zeros around it. Immutable.</summary>
internal sealed class FilterBank
{
    private readonly Filter[] _filters;

    private FilterBank(int sampleRate, Filter[] filters)
    {
        SampleRate = sampleRate;
        _filters = filters;
    }

    public int SampleRate { get; }

    /// <summary>Filters that catch a bin at least.</summary>
    public int Count => _filters.Length;

    /// <exception cref="ArgumentException">The bank does not fit the rate.</exception>
    public static FilterBank Create(FilterBankLossOptions options, int sampleRate)
    {
        double high = options.HighFrequency == 0 ? 0.5 * sampleRate : options.HighFrequency;
        if (high > 0.5 * sampleRate || options.LowFrequency >= high)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The bank is to reach from {options.LowFrequency} to {high} Hz, and at {sampleRate} Hz a band ends at {0.5 * sampleRate} Hz."),
                nameof(options));
        }

        Filter[] filters = [.. Bank(options, sampleRate, high).Select(Filter.Trim).OfType<Filter>()];
        return filters.Length > 0
            ? new FilterBank(sampleRate, filters)
            : throw new ArgumentException(
                $"No filter of the bank catches a bin at {sampleRate} Hz with an FFT of {options.FftSize}.", nameof(options));
    }

    /// <summary>Levels of the bands: what each filter passes of a power spectrum.</summary>
    public void Apply(ReadOnlySpan<float> power, Span<float> levels)
    {
        for (int m = 0; m < _filters.Length; m++)
        {
            Filter filter = _filters[m];
            levels[m] = TensorPrimitives.Dot(filter.Weights, power.Slice(filter.First, filter.Weights.Length));
        }
    }

    /// <summary>The transpose of <see cref="Apply"/>.</summary>
    public void Adjoint(ReadOnlySpan<float> levels, Span<float> power)
    {
        power.Clear();
        for (int m = 0; m < _filters.Length; m++)
        {
            Filter filter = _filters[m];
            Span<float> bins = power.Slice(filter.First, filter.Weights.Length);
            TensorPrimitives.MultiplyAdd(filter.Weights, levels[m], bins, bins);
        }
    }

    private static float[][] Bank(FilterBankLossOptions options, int rate, double high)
    {
        (int count, int size, double low) = (options.FilterCount, options.FftSize, options.LowFrequency);
        return options.Kind switch
        {
            FilterBankKind.Mel => FilterBanks.Triangular(size, rate, FilterBanks.MelBands(count, rate, low, high), mapper: Scale.HerzToMel),
            FilterBankKind.MelSlaney => FilterBanks.MelBankSlaney(count, size, rate, low, high),
            FilterBankKind.Bark => FilterBanks.BarkBankSlaney(count, size, rate, low, high),
            _ => FilterBanks.Erb(count, size, rate, low, high),
        };
    }

    private sealed record Filter(int First, float[] Weights)
    {
        public static Filter? Trim(float[] weights)
        {
            int first = weights.AsSpan().IndexOfAnyExcept(0f);
            int last = weights.AsSpan().LastIndexOfAnyExcept(0f);
            return first < 0 ? null : new Filter(first, weights[first..(last + 1)]);
        }
    }
}
