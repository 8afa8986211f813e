namespace Siren2.Resampling;

/// <summary>
/// Changes the sample rate by any rational ratio with a Kaiser-windowed sinc, polyphase. Zero delay: output n lies at n·M/L
/// input samples, where L/M is the ratio of the rates in lowest terms. The input counts as zero beyond its ends.
/// </summary>
/// <remarks>
/// Positions are quotients and remainders of integers and never drift; sums are in double precision, or in a mixture that is
/// as good as that to an output in float (<see cref="Kernels.Polyphase.PolyphasePanel"/>). An instance is immutable and may be used by several
/// threads at once.
/// </remarks>
/// <example>
/// <code>
/// AudioClip at48 = new SincResampler(clip.SampleRate, 48_000, SincQuality.VeryHigh).Resample(clip);
/// </code>
/// </example>
public sealed class SincResampler
{
    /// <summary>The input rate may be at most this many times the output rate, which bounds the length of the kernel.</summary>
    public const int MaximumDecimation = 1024;

    private const int ChunkLength = 16_384;

    private readonly RateRatio _ratio;
    private readonly PhaseTable _phases;
    private readonly PolyphaseFilter? _filter;

    /// <summary>Designs the filter for a pair of rates.</summary>
    /// <param name="inputRate">Samples per second of the input, from 1 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="outputRate">
    /// Samples per second of the output, from 1 to <see cref="AudioClip.MaximumSampleRate"/> and at least
    /// <paramref name="inputRate"/> / <see cref="MaximumDecimation"/>.
    /// </param>
    /// <param name="quality">The filter's specification; <see cref="SincQuality.High"/> if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of range.</exception>
    /// <exception cref="ArgumentException">The stopband begins less than 0.001 above the end of the passband.</exception>
    public SincResampler(int inputRate, int outputRate, SincQuality? quality = null)
    {
        _ratio = new RateRatio(inputRate, outputRate);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)outputRate * MaximumDecimation, inputRate, nameof(outputRate));
        Quality = quality ?? SincQuality.High;
        if (Quality.StopbandEdge - Quality.PassbandEdge < 0.000_999)
        {
            throw new ArgumentException(
                $"The passband ends at {Quality.PassbandEdge}; the stopband must begin 0.001 higher or more, "
                + $"not at {Quality.StopbandEdge}.",
                nameof(quality));
        }

        InputRate = inputRate;
        OutputRate = outputRate;
        _phases = new PhaseTable(Quality, _ratio);
        _filter = PolyphaseFilter.Create(_ratio, _phases);
    }

    /// <summary>Samples per second of the input.</summary>
    public int InputRate { get; }

    /// <summary>Samples per second of the output.</summary>
    public int OutputRate { get; }

    /// <summary>The filter's specification.</summary>
    public SincQuality Quality { get; }

    /// <summary>⌈inputLength · outputRate / inputRate⌉, exactly.</summary>
    /// <param name="inputLength">Number of input samples, from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or the output too long for an array.</exception>
    public int OutputLength(int inputLength) => _ratio.OutputLength(inputLength);

    /// <summary>Resamples every channel of a clip.</summary>
    /// <param name="clip">A clip at <see cref="InputRate"/>.</param>
    /// <returns>A clip at <see cref="OutputRate"/>.</returns>
    /// <exception cref="ArgumentException">The clip has another rate.</exception>
    public AudioClip Resample(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.SampleRate != InputRate)
        {
            throw new ArgumentException($"The clip is at {clip.SampleRate} Hz; {InputRate} Hz is taken.", nameof(clip));
        }

        var channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = Resample(clip.Channel(c));
        }

        return new AudioClip(OutputRate, channels);
    }

    /// <summary>Resamples a whole signal.</summary>
    /// <param name="input">Samples at <see cref="InputRate"/>, <c>[samples]</c>.</param>
    /// <returns>Samples at <see cref="OutputRate"/>, <c>[OutputLength(samples)]</c>.</returns>
    public float[] Resample(ReadOnlySpan<float> input) => Resample(input, goOn: null);

    /// <inheritdoc cref="Resample(ReadOnlySpan{float})"/>
    /// <param name="input">Samples at <see cref="InputRate"/>.</param>
    /// <param name="goOn">Called before every chunk; throws where the rest is not wanted. Null for nobody.</param>
    internal float[] Resample(ReadOnlySpan<float> input, Action? goOn)
    {
        var output = new float[OutputLength(input.Length)];
        Process(input, output, goOn);
        return output;
    }

    /// <summary>Resamples a whole signal into a buffer that does not overlap it.</summary>
    /// <param name="input">Samples at <see cref="InputRate"/>, <c>[samples]</c>.</param>
    /// <param name="output">Receives samples at <see cref="OutputRate"/>, <c>[OutputLength(samples)]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="output"/> has another length.</exception>
    public void Process(ReadOnlySpan<float> input, Span<float> output) => Process(input, output, goOn: null);

    /// <inheritdoc cref="Process(ReadOnlySpan{float}, Span{float})"/>
    /// <param name="input">Samples at <see cref="InputRate"/>.</param>
    /// <param name="output">Receives samples at <see cref="OutputRate"/>.</param>
    /// <param name="goOn">Called before every chunk; throws where the rest is not wanted. Null for nobody.</param>
    internal void Process(ReadOnlySpan<float> input, Span<float> output, Action? goOn)
    {
        ThrowIfLengthsDiffer(input.Length, output.Length, nameof(output));
        if (_ratio.Up == _ratio.Down)
        {
            input.CopyTo(output);
            return;
        }

        if (_filter is not null)
        {
            _filter.Process(input, output, goOn);
            return;
        }

        // Chunk by chunk in double precision, with zeros where the taps reach beyond the ends.
        var chunk = new double[Math.Min(ChunkLength, input.Length) + _phases.TapCount];
        int done = 0;
        while (done < output.Length)
        {
            goOn?.Invoke();
            (long first, _) = Position(done);
            LoadChunk(input, first - _phases.HalfWidth + 1, chunk);
            for (; done < output.Length; done++)
            {
                (long before, int remainder) = Position(done);
                int start = (int)(before - first);
                if (start + _phases.TapCount > chunk.Length)
                {
                    break;
                }

                output[done] = (float)_phases.Gather(chunk.AsSpan(start, _phases.TapCount), remainder);
            }
        }
    }

    /// <summary>Where output n lies: the input sample at or before it, and the rest in units of 1/L input samples.</summary>
    internal (long Before, int Remainder) Position(long n)
    {
        (long before, long remainder) = Math.DivRem(n * _ratio.Down, _ratio.Up);
        return (before, (int)remainder);
    }

    private static void LoadChunk(ReadOnlySpan<float> input, long start, Span<double> chunk)
    {
        for (int i = 0; i < chunk.Length; i++)
        {
            long k = start + i;
            chunk[i] = k >= 0 && k < input.Length ? input[(int)k] : 0;
        }
    }

    private void ThrowIfLengthsDiffer(int inputLength, int outputLength, string name)
    {
        int expected = OutputLength(inputLength);
        if (outputLength != expected)
        {
            throw new ArgumentException($"The output has {outputLength} samples; {expected} belong to the input.", name);
        }
    }
}
