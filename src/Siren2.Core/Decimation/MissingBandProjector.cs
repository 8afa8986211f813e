using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// Separates a clip at the high rate into what its low-rate version determines and what it leaves open: the range and the
/// null space of the ideal decimator D. Whatever is added in the null space, the decimated clip stays the same.
/// </summary>
/// <remarks>
/// <para>
/// D keeps the Fourier components of the clip up to the Nyquist frequency of the low rate, as scipy.signal.resample does. With
/// its pseudoinverse D⁺ = Dᵀ(DDᵀ)⁻¹, a signal y splits into D⁺Dy, determined, and (I − D⁺D)y, open (Wang et al., DDNM, arXiv
/// 2212.00490; Schwab et al. 2019). I − D⁺D is an orthogonal projector: self-adjoint and idempotent.
/// </para>
/// <para>
/// Where the clip was made by a decimator that rolls off (<see cref="AntiAliasingFilter"/>), D is S·D': D' keeps the band or, if the filter
/// aliases, both of the frequencies that meet, in shares whose squares add up to one; S is the gain at the low rate that is left. S is
/// undone as far as <see cref="AntiAliasingFilter.MostGain"/> goes, and in the stopband nothing is known of the signal, nor restored to −100 dB.
/// </para>
/// <para>
/// The clip lies on a circle of whole periods of L output and M input samples, L/M being the ratio of the rates; where its
/// length is no multiple of M, silence fills the rest and DDᵀ is inverted by conjugate gradients. A circle longer than 2²¹
/// output samples (43 s at 48 kHz) is worked on in overlapping blocks, at a cost linear in the duration, with silence before and behind the clip, and with a
/// D that is not quite a brickwall: its edge at the low rate's Nyquist frequency is smooth and as wide as 0.03 % of it times L/M. A brickwall
/// decimator of the whole clip then differs by what the clip holds in that sliver: −60 to −90 dB on speech and music that had
/// been decimated by a brickwall, below −145 dB where SoX had done it. In either case <c>Decimate(Restore(z, x)) = x</c>
/// and <c>Decimate(Project(y)) = 0</c> hold, with noise at full scale, to better than −140 dB: what rounding to 24 bits leaves.
/// </para>
/// <para>An instance is immutable and may be used by several threads at once.</para>
/// </remarks>
public sealed class MissingBandProjector
{
    private readonly ClipBand _band;
    private readonly ZeroPhaseFilter? _rollOff;
    private readonly ZeroPhaseFilter? _stopband;

    /// <summary>Prepares for clips of one length.</summary>
    /// <param name="inputRate">The low rate in hertz, from 1.</param>
    /// <param name="outputRate">The high rate in hertz, above the low one, to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="inputLength">Length of the clip at the low rate in samples, from 1.</param>
    /// <param name="filter">What went before decimation; null for <see cref="AntiAliasingFilter.Ideal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An argument is out of range, or the rates are such that no band is missing.
    /// </exception>
    public MissingBandProjector(int inputRate, int outputRate, int inputLength, AntiAliasingFilter? filter = null)
        : this(inputRate, outputRate, inputLength, filter, blocks: null)
    {
    }

    internal MissingBandProjector(int inputRate, int outputRate, int inputLength, AntiAliasingFilter? filter, BlockSizes? blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(outputRate, inputRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        var ratio = new RateRatio(inputRate, outputRate);
        InputLength = inputLength;
        OutputLength = ratio.OutputLength(inputLength);
        _band = new ClipBand(ratio, inputLength, BandLayout.Of(ratio, inputLength, blocks), filter is { Aliases: true } ? filter : null);
        if (filter is { IsIdeal: false })
        {
            _rollOff = new ZeroPhaseFilter(inputLength, frequency => filter.FoldedGain(2 * frequency), blocks);
            _stopband = filter.MissingBandStart == 1
                ? null
                : new ZeroPhaseFilter(inputLength, frequency => 1 - MissingBandEdge.Openness(2 * frequency, filter.StopbandStart), blocks);
        }
    }

    /// <summary>Length of the clip at the low rate in samples.</summary>
    public int InputLength { get; }

    /// <summary>Length of the clip at the high rate in samples: ⌈InputLength · outputRate / inputRate⌉.</summary>
    public int OutputLength { get; }

    /// <summary>D: what a signal at the high rate is at the low rate.</summary>
    /// <param name="output">A signal at the high rate, <c>[OutputLength]</c>.</param>
    /// <param name="input">Receives the signal at the low rate, <c>[InputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length is not as stated.</exception>
    public void Decimate(ReadOnlySpan<float> output, Span<float> input)
    {
        ThrowIfNot(OutputLength, output.Length, nameof(output));
        ThrowIfNot(InputLength, input.Length, nameof(input));
        double[] decimated = _band.Decimate(output);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (float)decimated[i];
        }

        _rollOff?.Apply(input, input);
        _stopband?.Apply(input, input);
    }

    /// <summary>y − D⁺Dy: the part of a signal that vanishes at the low rate.</summary>
    /// <param name="signal">y, at the high rate, <c>[OutputLength]</c>.</param>
    /// <param name="projected">Receives the result, <c>[OutputLength]</c>; may be <paramref name="signal"/> itself.</param>
    /// <exception cref="ArgumentException">A length is not as stated.</exception>
    public void Project(ReadOnlySpan<float> signal, Span<float> projected) => Correct(signal, default, projected);

    /// <summary>z + D⁺(x − Dz): the signal nearest to z that is x at the low rate.</summary>
    /// <param name="signal">z, at the high rate, <c>[OutputLength]</c>.</param>
    /// <param name="input">x, at the low rate, <c>[InputLength]</c>.</param>
    /// <param name="restored">Receives the result, <c>[OutputLength]</c>; may be <paramref name="signal"/> itself.</param>
    /// <exception cref="ArgumentException">A length is not as stated.</exception>
    public void Restore(ReadOnlySpan<float> signal, ReadOnlySpan<float> input, Span<float> restored)
    {
        ThrowIfNot(InputLength, input.Length, nameof(input));
        RestoreWhole(signal, MakeWhole(input), restored);
    }

    /// <summary>Undoes the filter's roll-off at the low rate: what an ideal decimator would have given, as far as noise allows.</summary>
    /// <param name="input">x, <c>[InputLength]</c>.</param>
    /// <returns>The same where the filter is ideal.</returns>
    internal float[] MakeWhole(ReadOnlySpan<float> input)
    {
        float[] whole = input.ToArray();
        _rollOff?.Undo(whole, whole);
        return whole;
    }

    /// <summary><see cref="Restore"/> for an input that <see cref="MakeWhole"/> has seen.</summary>
    internal void RestoreWhole(ReadOnlySpan<float> signal, ReadOnlySpan<float> whole, Span<float> restored) => Correct(signal, whole, restored);

    private static void ThrowIfNot(int expected, int length, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The signal has {length} samples; {expected} are needed.", name);
        }
    }

    private void Correct(ReadOnlySpan<float> signal, ReadOnlySpan<float> wanted, Span<float> corrected)
    {
        ThrowIfNot(OutputLength, signal.Length, nameof(signal));
        ThrowIfNot(OutputLength, corrected.Length, nameof(corrected));
        double[] difference = _band.Decimate(signal);
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = (wanted.IsEmpty ? 0 : wanted[i]) - difference[i];
        }

        _band.Solve(difference);
        signal.CopyTo(corrected);
        _band.AddInterpolated(difference, corrected);
    }
}
