using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// Separates a clip at the high rate into what its low-rate version determines and what it leaves open: the range and the
/// null space of a decimator D. Whatever is added in the null space, the decimated clip stays the same.
/// </summary>
/// <remarks>
/// <para>
/// With U = Dᵀ·outputRate/inputRate, DU = I, a signal y splits into UDy, determined, and (I − UD)y, open (Wang et al., DDNM, arXiv
/// 2212.00490; Schwab et al. 2019). I − UD is an orthogonal projector: self-adjoint and idempotent.
/// </para>
/// <para>
/// D keeps the band up to the Nyquist frequency of the low rate with a transition that is smooth, orthogonal (Meyer's) and ends: from 0.95 to
/// 1.05 of that frequency, narrower where the rates are closer than 10 %. Nothing rings for longer than 200 input samples, 25 ms at 8 kHz; below
/// the transition D is the ideal decimator to −120 dB. The clip lies on an endless, silent line: its ends do not hear of each other. It is worked
/// on in overlapping blocks, at a cost linear in the duration, and a part of a clip has the band edge of the whole.
/// </para>
/// <para>
/// <c>Decimate(Restore(z, x)) = x</c> and <c>Decimate(Project(y)) = 0</c> hold, with noise at full scale, to better than −140 dB, what rounding to 24
/// bits leaves, farther than 400 input samples from the ends of the clip; nearer to them as far as the clip is silent there. Where a clip is cut in
/// mid-wave, what its decimator would have put beyond the cut is missing, and to insist on consistency there is worse than to leave things as
/// they are.
/// </para>
/// <para>An instance is immutable and may be used by several threads at once.</para>
/// </remarks>
/// <example>
/// <code>
/// var projector = new MissingBandProjector(inputRate: 8_000, outputRate: 16_000, inputLength: signal.Length / 2);
/// float[] missing = new float[projector.OutputLength];
/// projector.Project(signal, missing);
/// </code>
/// </example>
public sealed class MissingBandProjector
{
    private readonly ClipBand _band;

    /// <summary>Prepares for clips of one length.</summary>
    /// <param name="inputRate">The low rate in hertz, from 1.</param>
    /// <param name="outputRate">The high rate in hertz, above the low one, to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="inputLength">Length of the clip at the low rate in samples, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An argument is out of range, no band is missing, or the rates are so far apart, or so close to each other without a large common divisor,
    /// that more than 2²⁵ samples would have to be worked on at once.
    /// </exception>
    public MissingBandProjector(int inputRate, int outputRate, int inputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(outputRate, inputRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        BandLayout.ThrowUnlessPossible(inputRate, outputRate, nameof(outputRate));
        var ratio = new RateRatio(inputRate, outputRate);
        InputLength = inputLength;
        OutputLength = ratio.OutputLength(inputLength);
        _band = new ClipBand(ratio, inputLength);
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
        double[] decimated = _band.Decimate(output, goOn: null);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (float)decimated[i];
        }
    }

    /// <summary>y − UDy: the part of a signal that vanishes at the low rate. Within 200 input samples of the ends it fades to y itself.</summary>
    /// <param name="signal">y, at the high rate, <c>[OutputLength]</c>.</param>
    /// <param name="projected">Receives the result, <c>[OutputLength]</c>; may be <paramref name="signal"/> itself.</param>
    /// <exception cref="ArgumentException">A length is not as stated.</exception>
    public void Project(ReadOnlySpan<float> signal, Span<float> projected) => Project(signal, projected, goOn: null);

    /// <summary>
    /// z + U(x − Dz): the signal nearest to z that is x at the low rate. Within 200 input samples of the ends it fades to z itself.
    /// </summary>
    /// <param name="signal">z, at the high rate, <c>[OutputLength]</c>.</param>
    /// <param name="input">x, at the low rate, <c>[InputLength]</c>.</param>
    /// <param name="restored">Receives the result, <c>[OutputLength]</c>; may be <paramref name="signal"/> itself.</param>
    /// <exception cref="ArgumentException">A length is not as stated.</exception>
    public void Restore(ReadOnlySpan<float> signal, ReadOnlySpan<float> input, Span<float> restored) => Restore(signal, input, restored, goOn: null);

    /// <inheritdoc cref="Project(ReadOnlySpan{float}, Span{float})"/>
    /// <param name="signal">y.</param>
    /// <param name="projected">Receives the result; of no use where <paramref name="goOn"/> throws.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    internal void Project(ReadOnlySpan<float> signal, Span<float> projected, Action? goOn) => Correct(signal, default, projected, goOn);

    /// <inheritdoc cref="Restore(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    /// <param name="signal">z.</param>
    /// <param name="input">x.</param>
    /// <param name="restored">Receives the result; of no use where <paramref name="goOn"/> throws.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    internal void Restore(ReadOnlySpan<float> signal, ReadOnlySpan<float> input, Span<float> restored, Action? goOn)
    {
        ThrowIfNot(InputLength, input.Length, nameof(input));
        Correct(signal, input, restored, goOn);
    }

    private static void ThrowIfNot(int expected, int length, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The signal has {length} samples; {expected} are needed.", name);
        }
    }

    private void Correct(ReadOnlySpan<float> signal, ReadOnlySpan<float> wanted, Span<float> corrected, Action? goOn)
    {
        ThrowIfNot(OutputLength, signal.Length, nameof(signal));
        ThrowIfNot(OutputLength, corrected.Length, nameof(corrected));
        double[] difference = _band.Decimate(signal, goOn);
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = (wanted.IsEmpty ? 0 : wanted[i]) - difference[i];
        }

        _band.FadeEnds(difference);
        signal.CopyTo(corrected);
        _band.AddInterpolated(difference, corrected, goOn);
    }
}
