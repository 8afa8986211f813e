namespace Siren2.Optimization;

/// <summary>How the learning rate goes over the steps of a fit.</summary>
public abstract record LearningRateSchedule
{
    private protected LearningRateSchedule(double initial)
    {
        Initial = double.IsFinite(initial) && initial > 0
            ? initial
            : throw new ArgumentOutOfRangeException(nameof(initial), initial, "A learning rate must be a positive number.");
    }

    /// <summary>Learning rate of the first step.</summary>
    public double Initial { get; }

    /// <summary>The same rate at every step.</summary>
    /// <param name="learningRate">Learning rate, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="learningRate"/> is not a positive number.</exception>
    public static LearningRateSchedule Constant(double learningRate) => new StepSchedule(learningRate, 1, 1);

    /// <summary>Multiplies the rate by <paramref name="factor"/> after every <paramref name="interval"/> steps.</summary>
    /// <param name="initial">Learning rate of the first step, positive.</param>
    /// <param name="factor">Factor in (0, 1].</param>
    /// <param name="interval">Steps at the same rate, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule Steps(double initial, double factor, int interval) => new StepSchedule(initial, factor, interval);

    /// <summary>
    /// Half a cosine from <paramref name="initial"/> down to <paramref name="final"/> at the last step (Loshchilov and Hutter
    /// 2017, arXiv 1608.03983, equation 5, without restarts).
    /// </summary>
    /// <param name="initial">Learning rate of the first step, positive.</param>
    /// <param name="final">Learning rate towards the end, from 0 to <paramref name="initial"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule Cosine(double initial, double final = 0) => new CosineSchedule(initial, final);

    /// <summary>Which kind of schedule it is.</summary>
    internal abstract string Kind { get; }

    /// <summary>All that it depends on, the initial rate first.</summary>
    internal abstract double[] Settings { get; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="index">Step from zero.</param>
    /// <param name="stepCount">Number of steps planned.</param>
    public abstract double At(int index, int stepCount);

    private sealed record StepSchedule : LearningRateSchedule
    {
        public StepSchedule(double initial, double factor, int interval)
            : base(initial)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
            Factor = factor is > 0 and <= 1
                ? factor
                : throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be above 0 and at most 1.");
            Interval = interval;
        }

        public double Factor { get; }

        public int Interval { get; }

        internal override string Kind => "steps";

        internal override double[] Settings => [Initial, Factor, Interval];

        public override double At(int index, int stepCount) => Initial * Math.Pow(Factor, index / Interval);
    }

    private sealed record CosineSchedule : LearningRateSchedule
    {
        public CosineSchedule(double initial, double final)
            : base(initial)
        {
            Final = final >= 0 && final <= initial
                ? final
                : throw new ArgumentOutOfRangeException(nameof(final), final, $"The final rate must be from 0 to {initial}.");
        }

        public double Final { get; }

        internal override string Kind => "cosine";

        internal override double[] Settings => [Initial, Final];

        public override double At(int index, int stepCount) =>
            Final + ((Initial - Final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(index, stepCount) / stepCount)));
    }
}
